import type { Translate } from './translate.ts';

/** Dates and times as people write them. All times are epoch ms, shown in the zone of the device. */
export interface Format {
  /** `14:05` */
  time(at: number): string;
  /** `14:05` today, `Yesterday`, `Monday` this week, then a short date: the chat list. */
  brief(at: number, now: number): string;
  /** `Today`, `Yesterday`, `Monday`, `3 March`, `3 March 2023`: day separators. */
  day(at: number, now: number): string;
  /** Date and time in full: details. */
  full(at: number): string;
  number(value: number): string;
  /** `1 week`, `8 hours`: seconds in the largest unit that they are a whole number of. */
  duration(seconds: number): string;
  list(items: readonly string[]): string;
}

const SECOND = ['second', 1] as const;
/** In seconds. */
const UNITS = [['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60], SECOND] as const;

/** A `Format` for a language. */
export function makeFormat(tag: string, t: Translate): Format {
  const time = new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' });
  const weekday = new Intl.DateTimeFormat(tag, { weekday: 'long' });
  const short = new Intl.DateTimeFormat(tag, { dateStyle: 'short' });
  const dayMonth = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long' });
  const dayMonthYear = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric' });
  const full = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const number = new Intl.NumberFormat(tag);
  const list = new Intl.ListFormat(tag);

  const recent = (at: number, now: number, older: Intl.DateTimeFormat): string => {
    const days = daysBetween(at, now);
    if (days === 1) return t('day.yesterday');
    return (days > 1 && days < 7 ? weekday : older).format(at);
  };

  return {
    time: (at) => time.format(at),
    brief: (at, now) => (daysBetween(at, now) === 0 ? time.format(at) : recent(at, now, short)),
    day: (at, now) => {
      if (daysBetween(at, now) === 0) return t('day.today');
      const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
      return recent(at, now, sameYear ? dayMonth : dayMonthYear);
    },
    full: (at) => full.format(at),
    number: (value) => number.format(value),
    duration(seconds) {
      const [unit, size] = UNITS.find(([, inSeconds]) => seconds >= inSeconds && seconds % inSeconds === 0) ?? SECOND;
      return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / size);
    },
    list: (items) => list.format(items),
  };
}

/** Calendar days from `at` to `now`, in the zone of the device. */
export function daysBetween(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
}

/** Midnight before a time, in the zone of the device; epoch ms. */
export function startOfDay(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
