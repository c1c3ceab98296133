import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';

export interface Heartbeat {
  /** A person's first connection to this node came, or the last one went. */
  changed(userId: string, online: boolean): void;
  start(): void;
  /** Says that everybody here is gone. */
  stop(): Promise<void>;
}

interface HeartbeatContext {
  readonly presence: Pick<ServiceClient<typeof PresenceService>, 'heartbeat'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly nodeId: string;
  /** Ms between two signs of life. */
  readonly intervalMs: number;
  /** Everybody who is connected to this node. */
  readonly connected: () => Iterable<string>;
}

/** How long changes gather, ms. */
const GATHER_MS = 200;

/** Vouches for the people connected to this node: changes as they come, gathered, and all of them at every beat. */
export function createHeartbeat({ presence, clock, logger, nodeId, intervalMs, connected }: HeartbeatContext): Heartbeat {
  let changes = new Map<string, boolean>();
  let gathering = false;
  let cancelBeat = (): void => undefined;
  let stopped = false;

  async function tell(online: string[], offline: string[]): Promise<void> {
    try {
      await presence.heartbeat({ nodeId, online, offline }, serviceCall('realtime'));
    } catch (error) {
      // The next beat says it all again.
      logger.warn({ err: error }, 'presence could not be reported');
    }
  }

  async function tellChanges(): Promise<void> {
    gathering = false;
    const told = changes;
    changes = new Map();
    const ids = (state: boolean): string[] => [...told].flatMap(([userId, online]) => (online === state ? [userId] : []));
    if (told.size > 0) await tell(ids(true), ids(false));
  }

  function beat(): void {
    if (stopped) return;
    void tell([...new Set(connected())], []);
    cancelBeat = clock.schedule(intervalMs, beat);
  }

  return {
    changed(userId, online) {
      changes.set(userId, online);
      if (gathering || stopped) return;
      gathering = true;
      clock.schedule(GATHER_MS, () => void tellChanges());
    },
    start: () => {
      cancelBeat = clock.schedule(intervalMs, beat);
    },
    async stop() {
      stopped = true;
      cancelBeat();
      await tellChanges();
    },
  };
}
