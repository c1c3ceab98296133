import { type LiveBus, presenceSubject } from '@parley/bus/live';
import type { Cache } from '@parley/cache/cache';
import type { Clock } from '@parley/kernel/clock';
import { encodeFrame } from '@parley/protocol/frames';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { LastSeenJournal } from '../last-seen-journal.ts';
import type { Epochs } from './epoch.ts';
import { whereAre } from './places.ts';

/** Tells those who watch a person that they came or left. */
export interface Announcer {
  /** @throws `cache.unavailable`; what was told is told then, and looked at again later */
  tell(transitions: Transitions): Promise<void>;
  /** Something was done of which nobody knows whether it was: what is true of these people is told as soon as it can be found out. */
  doubt(userIds: Iterable<string>): void;
  /** Tells what is true of those in doubt. @throws `cache.unavailable` */
  resolve(): Promise<void>;
}

export interface Transitions {
  readonly came: readonly string[];
  readonly left: readonly string[];
  /** When they came or were last there, epoch ms. */
  readonly at: number;
}

interface AnnouncerContext {
  readonly cache: Cache;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly journal: LastSeenJournal;
  readonly epochs: Epochs;
}

/** People in doubt, at the most; past it the oldest are left to their next coming or going. */
const MAX_DOUBTED = 100_000;

/**
 * Publishes, then looks whether that is still true. Two instances may tell of the same person at the same time, one that they left a node and
 * one that they came to another; whichever tells last sees what the other did and puts it right.
 */
export function createAnnouncer({ cache, live, clock, journal, epochs }: AnnouncerContext): Announcer {
  const doubted = new Set<string>();

  function publish(userId: string, online: boolean, at: number): void {
    const state = { type: 'presence.updated', userId, online } as const;
    const frame = encodeFrame(online ? state : { ...state, lastSeenAt: isoTime(at) });
    live.publish(presenceSubject(userId), { kind: 'frame', frame });
  }

  async function tell({ came, left, at }: Transitions): Promise<void> {
    if (came.length + left.length === 0) return;
    for (const userId of came) publish(userId, true, at);
    for (const userId of left) publish(userId, false, at);
    // At their coming too, for the case that their going is never noticed.
    journal.note([...came, ...left].map((userId) => [userId, at] as const));
    const said = new Map([...came.map((userId) => [userId, true] as const), ...left.map((userId) => [userId, false] as const)]);
    await correct(said, true);
  }

  /** Tells again what turns out to be otherwise. */
  async function correct(said: ReadonlyMap<string, boolean | undefined>, settled: boolean): Promise<void> {
    const places = await whereAre(cache, [...said.keys()], settled);
    const now = clock.now();
    for (const [userId, where] of places) {
      if (where === 'unknown' || (where === 'online') === said.get(userId)) continue;
      publish(userId, where === 'online', now);
      journal.note([[userId, now]]);
    }
  }

  return {
    tell,
    doubt(userIds) {
      for (const userId of userIds) doubted.add(userId);
      for (const userId of doubted) {
        if (doubted.size <= MAX_DOUBTED) break;
        doubted.delete(userId);
      }
    },
    async resolve() {
      if (doubted.size === 0 || !(await epochs.settled())) return;
      const people = [...doubted];
      await correct(new Map(people.map((userId) => [userId, undefined])), true);
      for (const userId of people) doubted.delete(userId);
    },
  };
}
