import type { Cache } from '@parley/cache/cache';
import { BOOKS_TTL, EPOCH, NODES, nodeKey, sweepKey } from './keys.ts';

/** Registers a node: it is alive for `ttl` ms, and watched. @throws `cache.unavailable` */
export async function registerNode(cache: Cache, nodeId: string, ttl: number): Promise<void> {
  // In this order: whoever finds it among the nodes finds it alive.
  await cache.set(nodeKey(nodeId), '1', ttl);
  await cache.addToSets([{ key: NODES, members: [nodeId] }], BOOKS_TTL);
}

/** A sign of life; false when it comes too late. What has lapsed never lives again. @throws `cache.unavailable` */
export const renewNode = (cache: Cache, nodeId: string, ttl: number): Promise<boolean> => cache.renew(nodeKey(nodeId), ttl);

/** The nodes that are registered and give no sign of life. @throws `cache.unavailable` */
export async function findDead(cache: Cache): Promise<string[]> {
  const [[nodes = []]] = await Promise.all([
    cache.membersOf([NODES]),
    cache.renew(NODES, BOOKS_TTL),
    cache.renew(EPOCH, BOOKS_TTL),
  ]);
  const alive = await whichLive(cache, nodes);
  return nodes.filter((nodeId) => !alive.has(nodeId));
}

/** @throws `cache.unavailable` */
export async function whichLive(cache: Cache, nodeIds: readonly string[]): Promise<Set<string>> {
  const signs = await cache.getMany(nodeIds.map(nodeKey));
  return new Set(nodeIds.filter((_, i) => signs[i] !== undefined));
}

/** Whether this instance is the one to sweep the node, for `ms`. @throws `cache.unavailable` */
export const claimSweep = (cache: Cache, nodeId: string, by: string, ms: number): Promise<boolean> =>
  cache.setIfAbsent(sweepKey(nodeId), by, ms);

/** Forgets a node that is swept. @throws `cache.unavailable` */
export async function forgetNode(cache: Cache, nodeId: string): Promise<void> {
  await cache.removeFromSets([{ key: NODES, members: [nodeId] }]);
  await cache.delete([sweepKey(nodeId)]);
}
