import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { createReport } from './report.ts';

export interface Heartbeat {
  /** A person's first connection to this node came, or the last one went. */
  changed(userId: string, online: boolean): void;
  start(): void;
  /** Says what is left to say. */
  stop(): Promise<void>;
}

interface HeartbeatContext {
  readonly presence: Pick<ServiceClient<typeof PresenceService>, 'heartbeat'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly nodeId: string;
  /** Ms between two signs of life. */
  readonly intervalMs: number;
  /** Everybody who is connected to this node, each as often as they are. */
  readonly connected: () => Iterable<string>;
  readonly isConnected: (userId: string) => boolean;
  /** These people are about to be named. */
  readonly onNaming: (userIds: readonly string[]) => void;
  /** They were named, and these of them are at no other node. */
  readonly onNamed: (userIds: readonly string[], alone: ReadonlySet<string>) => void;
  /** What was heard of anybody's presence may be out of date: the service was away, or lost its memory. */
  readonly onDoubt: () => void;
}

/** Ms that changes gather. */
const GATHER_MS = 200;
/** People named in one call. */
const PAGE = 500;
/**
 * Ms in which everybody is named again, a few at each beat, so that whatever went wrong unnoticed heals. What is known of a person outlives three
 * of these (`PLACES_TTL` of the presence service).
 */
const ROUND_MS = 40 * 60_000;

/**
 * Gives signs of life for the node, and says who came and who left: nobody is refreshed one by one. When the node's registration lapsed, because it
 * was silent for too long or the memory behind was lost, it registers anew and names everybody.
 */
export function createHeartbeat(context: HeartbeatContext): Heartbeat {
  const { presence, clock, logger, intervalMs, connected, isConnected, onDoubt } = context;
  const report = createReport();
  let registrations = 0;
  let epoch: string | undefined;
  let round: string[] = [];
  let roundSlice = 0;
  let isAway = false;
  let cancelGather: (() => void) | undefined;
  let stopped = false;
  let cancelBeat = (): void => undefined;
  let telling: Promise<void> | undefined;

  /** Says everything, page by page; without anything to say it is the bare sign of life. */
  async function tellAll(): Promise<void> {
    do {
      const page = report.take(PAGE);
      const nodeId = `${context.nodeId}.${registrations}`;
      try {
        const request = { nodeId, online: [...page.online], offline: [...page.offline], ...(epoch !== undefined && { epoch }) };
        context.onNaming(page.online);
        const answer = await presence.heartbeat(request, serviceCall('realtime'));
        if (answer.lapsed && epoch === undefined) throw new Error('the presence service took no registration');
        epoch = answer.lapsed ? undefined : answer.epoch;
        if (answer.lapsed) startOver();
        else {
          context.onNamed(page.online, new Set(answer.alone));
          if (isAway) comeBack();
        }
      } catch (error) {
        report.giveBack(page);
        if (!isAway) logger.warn({ err: error }, 'presence can’t be reported; it is tried again');
        isAway = true;
        return;
      }
      // A registration is told even when there is nobody to name.
    } while (report.size > 0 || epoch === undefined);
  }

  function startOver(): void {
    registrations += 1;
    isAway = true;
    round = [];
    report.clear();
    for (const userId of connected()) report.note(userId, true);
    logger.warn(
      { people: report.size },
      'this node counted as silent, or presence was forgotten; everybody here is reported again',
    );
  }

  function comeBack(): void {
    isAway = false;
    logger.info({}, 'presence is reported again');
    onDoubt();
  }

  /** One after the other: two about the same person must not overtake each other. */
  function tell(): Promise<void> {
    telling ??= tellAll().finally(() => {
      telling = undefined;
    });
    return telling;
  }

  function nameSome(): void {
    if (round.length === 0) {
      round = [...new Set(connected())];
      roundSlice = Math.ceil((round.length * intervalMs) / ROUND_MS);
    }
    for (const userId of round.splice(-roundSlice)) if (isConnected(userId)) report.note(userId, true);
  }

  function beat(): void {
    if (stopped) return;
    nameSome();
    void tell();
    cancelBeat = clock.schedule(intervalMs, beat);
  }

  return {
    changed(userId, online) {
      report.note(userId, online);
      if (stopped) return;
      cancelGather ??= clock.schedule(GATHER_MS, () => {
        cancelGather = undefined;
        void tell();
      });
    },
    start() {
      void tell();
      cancelBeat = clock.schedule(intervalMs, beat);
    },
    async stop() {
      stopped = true;
      cancelBeat();
      cancelGather?.();
      await telling;
      if (report.size > 0) await tell();
    },
  };
}
