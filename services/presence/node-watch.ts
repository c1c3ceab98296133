import type { Cache } from '@parley/cache/cache';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Announcer } from './online/announcer.ts';
import { claimSweep, findDead, forgetNode } from './online/nodes.ts';
import { leave, peopleAt } from './online/places.ts';

/** Looks after nodes that fell silent. */
export interface NodeWatch {
  start(): void;
  /** One look at all nodes; those that are dead and that no other instance has taken on are swept. @throws `cache.unavailable` */
  look(): Promise<void>;
  /** Ends the timer and waits for what is under way. */
  stop(): Promise<void>;
}

interface NodeWatchContext {
  readonly cache: Cache;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ttl: number;
  readonly announcer: Announcer;
  /** Of this process. */
  readonly nodeId: string;
}

/** People who are taken from a dead node at a time. */
const PAGE = 500;
/** Looks in the time that a sign of life holds: how much later than that people are told offline. */
const LOOKS_PER_TTL = 10;

/**
 * Watches the nodes, not their people: one look costs two questions, however many people there are. Who is silent is believed to be dead only
 * by an instance that has itself reached the cache for as long as a sign of life holds: otherwise it is the cache that was away.
 */
export function createNodeWatch({ cache, clock, logger, ttl, announcer, nodeId: self }: NodeWatchContext): NodeWatch {
  let trustedSince = clock.now();
  /** When each was found silent first, epoch ms. */
  let silent = new Map<string, number>();
  let cancelTimer: (() => void) | undefined;
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;

  async function look(): Promise<void> {
    try {
      await announcer.resolve();
      const dead = await findDead(cache);
      const now = clock.now();
      silent = new Map(dead.map((nodeId) => [nodeId, silent.get(nodeId) ?? now]));
      if (now - trustedSince < ttl) return;
      for (const [nodeId, since] of silent) {
        if (await claimSweep(cache, nodeId, self, ttl)) await sweep(nodeId, since - ttl);
      }
    } catch (error) {
      trustedSince = clock.now();
      throw error;
    }
  }

  /** Page by page; each is taken off the node's list when it is dealt with, so whoever goes on after a crash begins with what is left. */
  async function sweep(nodeId: string, lastWord: number): Promise<void> {
    let people = 0;
    for (;;) {
      const page = await peopleAt(cache, nodeId, PAGE);
      if (page.length === 0) break;
      people += page.length;
      const left = await leave(cache, nodeId, page);
      await announcer.tell({ came: [], left, at: lastWord });
    }
    await forgetNode(cache, nodeId);
    logger.info({ silentNode: nodeId, people }, 'a node fell silent; its people are offline unless they are connected elsewhere');
  }

  function setTimer(): void {
    if (stopped) return;
    cancelTimer = clock.schedule(ttl / LOOKS_PER_TTL, () => {
      looking = look()
        .catch((error: unknown) => logger.warn({ err: error }, 'silent nodes could not be looked for'))
        .then(setTimer);
    });
  }

  return {
    start: setTimer,
    look,
    async stop() {
      stopped = true;
      cancelTimer?.();
      await looking;
    },
  };
}
