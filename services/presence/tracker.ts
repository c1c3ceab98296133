import type { Cache } from '@parley/cache/cache';
import type { Clock } from '@parley/kernel/clock';
import type { Announcer } from './online/announcer.ts';
import type { Epochs } from './online/epoch.ts';
import { registerNode, renewNode } from './online/nodes.ts';
import { arrive, leave } from './online/places.ts';
import { createSerial, type Serial } from './serial.ts';

/** A node's sign of life: who came to it, who left. */
export interface Beat {
  readonly nodeId: string;
  readonly online: readonly string[];
  readonly offline: readonly string[];
  /** Absent to register. */
  readonly epoch?: string | undefined;
}

/** Follows who comes and goes, and tells. */
export interface Tracker {
  /** Takes a report, unless the node's registration has lapsed. @throws `cache.unavailable`; the report comes again then */
  beat(beat: Beat): Promise<Taken>;
}

interface Taken {
  readonly lapsed: boolean;
  readonly epoch: string;
  /** Of those who came, the people who are at no other node for certain. */
  readonly alone: string[];
}

interface TrackerContext {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly ttl: number;
  readonly epochs: Epochs;
  readonly announcer: Announcer;
}

/**
 * Keeps in the cache at which nodes people are. A person is refreshed by nobody: they are there as long as their node lives. Who was the first
 * to come and who the last to leave is decided in the cache, so any instance may take any report. Reports of one node are
 * taken one after the other, so that two about the same person don't overtake each other.
 */
export function createTracker({ cache, clock, ttl, epochs, announcer }: TrackerContext): Tracker {
  const queues = new Map<string, { readonly serial: Serial; waiting: number }>();

  async function take({ nodeId, online, offline, epoch }: Beat): Promise<Taken> {
    const current = await epochs.current(epoch);
    if (epoch === undefined) await registerNode(cache, nodeId, ttl);
    // What it stood for in another memory is not in this one.
    else if (epoch !== current || !(await renewNode(cache, nodeId, ttl))) return { lapsed: true, epoch: current, alone: [] };
    try {
      const left = await leave(cache, nodeId, offline);
      const { came, alone } = await arrive(cache, nodeId, online);
      await announcer.tell({ came, left, at: clock.now() });
      // While nodes say again who is where, somebody's other node may not have spoken yet.
      return { lapsed: false, epoch: current, alone: alone.length > 0 && (await epochs.settled()) ? alone : [] };
    } catch (error) {
      // It may have been done and not answered: nobody would be told when it is repeated.
      announcer.doubt([...online, ...offline]);
      throw error;
    }
  }

  return {
    async beat(beat) {
      const queue = queues.get(beat.nodeId) ?? { serial: createSerial(), waiting: 0 };
      queues.set(beat.nodeId, queue);
      queue.waiting += 1;
      try {
        return await queue.serial.run(() => take(beat));
      } finally {
        queue.waiting -= 1;
        if (queue.waiting === 0) queues.delete(beat.nodeId);
      }
    },
  };
}
