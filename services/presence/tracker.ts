import { presenceSubject } from '@parley/bus/live';
import { encodeFrame } from '@parley/protocol/frames';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { PresenceContext } from './context.ts';
import { createLapses } from './domain/lapses.ts';
import { vouch, withdraw } from './domain/vouchers.ts';
import { readVouchers, writeVouchers } from './online-store.ts';
import { createSerial } from './serial.ts';
import { writeLastSeen } from './store/last-seen.ts';

/** A node's report: who is connected to it, who no longer is. */
export interface Beat {
  readonly nodeId: string;
  readonly online: readonly string[];
  readonly offline: readonly string[];
}

/** Follows who comes and goes, and tells. */
export interface Tracker {
  /** @throws `cache.unavailable` */
  beat(beat: Beat): Promise<void>;
  /** Ends the timer and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Keeps in the cache who is online, tells when that changes, and notices those for whom nobody vouches any more: because their node
 * died, or its word that they left was lost. Reports are taken one after the other, so that two of the same person don't overtake
 * each other.
 */
export function createTracker(context: Pick<PresenceContext, 'db' | 'cache' | 'live' | 'clock' | 'logger' | 'ttl'>): Tracker {
  const { cache, clock, ttl } = context;
  const lapses = createLapses(ttl);
  const serial = createSerial();
  let cancelTimer: (() => void) | undefined;

  async function take({ nodeId, online, offline }: Beat): Promise<void> {
    const now = clock.now();
    for (const userId of offline) lapses.drop(userId, nodeId);
    for (const userId of online) lapses.renew(userId, nodeId, now);
    setTimer();
    const before = await readVouchers(cache, [...online, ...offline], now, ttl);
    const after = new Map([...before].map(([userId, nodes]) => [userId, withdraw(nodes, nodeId)]));
    for (const userId of online) after.set(userId, vouch(before.get(userId) ?? new Map(), nodeId, now));
    await writeVouchers(cache, after, ttl);
    const isNew = (userId: string) => before.get(userId)?.size === 0;
    const isGone = (userId: string) => !isNew(userId) && after.get(userId)?.size === 0;
    await tell(context, {
      came: online.filter(isNew),
      left: new Map(offline.filter(isGone).map((userId) => [userId, now])),
      now,
    });
  }

  async function lapse(): Promise<void> {
    const now = clock.now();
    const lapsed = lapses.take(now);
    setTimer();
    const lastWord = new Map(lapsed.map(({ userId, at }) => [userId, at - ttl]));
    // Another node, or this one through another instance of this service, may still vouch for them.
    const vouchers = await readVouchers(cache, [...lastWord.keys()], now, ttl);
    const left = new Map([...lastWord].filter(([userId]) => vouchers.get(userId)?.size === 0));
    await tell(context, { came: [], left, now });
  }

  /** One timer, for the first to lapse. Those who are vouched for anew leave it to fire in vain, once. */
  function setTimer(): void {
    const next = lapses.next();
    if (cancelTimer !== undefined || next === undefined) return;
    cancelTimer = clock.schedule(Math.max(0, next - clock.now()), () => {
      cancelTimer = undefined;
      serial
        .run(lapse)
        .catch((error: unknown) =>
          context.logger.warn({ err: error }, 'people whose node fell silent could not be told offline'),
        );
    });
  }

  return {
    beat: (beat) => serial.run(() => take(beat)),
    async stop() {
      cancelTimer?.();
      await serial.idle();
      cancelTimer?.();
    },
  };
}

interface Transitions {
  readonly came: readonly string[];
  /** With when they were last there, epoch ms. */
  readonly left: ReadonlyMap<string, number>;
  readonly now: number;
}

/** Publishes transitions and keeps when people were last seen: at their coming too, for the case that their going is never noticed. */
async function tell(
  { db, live, logger }: Pick<PresenceContext, 'db' | 'live' | 'logger'>,
  { came, left, now }: Transitions,
): Promise<void> {
  const publish = (userId: string, frame: string) => live.publish(presenceSubject(userId), { kind: 'frame', frame });
  for (const userId of came) publish(userId, encodeFrame({ type: 'presence.updated', userId, online: true }));
  for (const [userId, at] of left)
    publish(userId, encodeFrame({ type: 'presence.updated', userId, online: false, lastSeenAt: isoTime(at) }));
  try {
    await writeLastSeen(db, new Map([...came.map((userId): [string, number] => [userId, now]), ...left]));
  } catch (error) {
    logger.warn({ err: error, people: came.length + left.size }, 'when people were last seen could not be kept');
  }
}
