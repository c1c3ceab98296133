import type { Fault, Gathered } from './gathered.ts';
import type { Violation } from './violation.ts';

/** How one fault went by. Times in ms after its end. */
export interface Recovery {
  readonly fault: number;
  readonly what: string;
  /** From its start to its end, ms. */
  readonly lastedMs: number;
  /** Messages that were acknowledged while it lasted. */
  readonly acknowledgedMeanwhile: number;
  /** Until everything that had been offered by its end was acknowledged or refused; undefined where that never happened. */
  readonly sendersMs: number | undefined;
  /** Until every device had everything that had been offered by its end. */
  readonly devicesMs: number | undefined;
}

/** How long the clients took to catch up after each fault, measured on the history. */
export function recoveriesOf(gathered: Gathered): Recovery[] {
  const senders = settledBy(gathered);
  const devices = devicesCaughtUp(gathered);
  return [...gathered.faults.values()].map((fault) => {
    const end = fault.endedAt;
    return {
      fault: fault.fault,
      what: fault.what,
      lastedMs: (end ?? Number.NaN) - fault.startedAt,
      acknowledgedMeanwhile: gathered.acks.filter(({ at }) => at >= fault.startedAt && at <= (end ?? Infinity)).length,
      sendersMs: end === undefined ? undefined : senders(end),
      devicesMs: end === undefined ? undefined : devices(end),
    };
  });
}

/** Every client must have caught up within the run's deadline after each fault. */
export function checkConvergence(gathered: Gathered, recoveries: readonly Recovery[]): Violation[] {
  const healMs = gathered.run?.healMs ?? 0;
  return recoveries.flatMap((recovery): Violation[] => {
    if (Number.isNaN(recovery.lastedMs)) return [{ rule: 'late', detail: `${nameOf(recovery)} never ended` }];
    return [
      { who: 'senders', ms: recovery.sendersMs },
      { who: 'devices', ms: recovery.devicesMs },
    ]
      .filter(({ ms }) => ms === undefined || ms > healMs)
      .map(({ who, ms }) => ({
        rule: 'late',
        detail: `${nameOf(recovery)}: ${who} caught up ${ms === undefined ? 'never' : `after ${ms} ms`}; ${healMs} ms is the limit`,
      }));
  });
}

const nameOf = ({ fault, what }: Pick<Fault, 'fault' | 'what'>): string => `fault ${fault} (${what})`;

/** Answers, for a time, how long after it the last offer made by then was settled. */
function settledBy({ offers, acks, refusals }: Gathered): (end: number) => number | undefined {
  const settledAt = new Map<string, number>();
  for (const { m, at } of [...acks, ...refusals]) if (!(at > (settledAt.get(m) ?? Infinity))) settledAt.set(m, at);
  return (end) => {
    let latest = end;
    for (const { m, at } of offers.values()) {
      if (at > end) continue;
      const settled = settledAt.get(m);
      if (settled === undefined) return undefined;
      if (settled > latest) latest = settled;
    }
    return latest - end;
  };
}

/** Answers, for a time, how long after it the last device had all that had been offered by then in its chats, and was accepted. */
function devicesCaughtUp(gathered: Gathered): (end: number) => number | undefined {
  const firstSeen = whenSeen(gathered);
  return (end) => {
    const known = new Map<number, number>();
    for (const { m, chat, seq } of gathered.acks)
      if ((gathered.offers.get(m)?.at ?? 0) <= end && seq > (known.get(chat) ?? 0)) known.set(chat, seq);
    let latest = end;
    for (const { device, person, from, at } of gathered.devices.values()) {
      if (at > end) continue;
      for (const [chat, seq] of known) {
        const first = from[chat];
        if (first === undefined || gathered.removals.some((removal) => removal.chat === chat && removal.person === person))
          continue;
        const seen = firstSeen.get(device)?.get(chat);
        for (let n = first + 1; n <= seq; n++) {
          const time = seen?.[n];
          if (time === undefined) return undefined;
          if (time > latest) latest = time;
        }
      }
    }
    return latest - end;
  };
}

/** When each device first had each number of each chat; the sender's device has its own by the acknowledgement. */
function whenSeen({ deliveries, acks }: Gathered): Map<number, Map<number, number[]>> {
  const seen = new Map<number, Map<number, number[]>>();
  const note = (device: number, chat: number, seq: number, at: number): void => {
    const byChat = seen.get(device) ?? new Map<number, number[]>();
    seen.set(device, byChat);
    const times = byChat.get(chat) ?? [];
    byChat.set(chat, times);
    const known = times[seq];
    if (known === undefined || at < known) times[seq] = at;
  };
  for (const [device, byChat] of deliveries)
    for (const [chat, { seqs, times }] of byChat)
      for (const [index, seq] of seqs.entries()) note(device, chat, seq, times[index] ?? 0);
  for (const { device, chat, seq, at } of acks) note(device, chat, seq, at);
  return seen;
}
