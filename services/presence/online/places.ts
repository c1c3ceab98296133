import type { Cache } from '@parley/cache/cache';
import { PLACES_TTL, peopleKey, personKey } from './keys.ts';
import { whichLive } from './nodes.ts';

/** `unknown`: the node they were on is silent and not yet given up, or the memory was lost. */
export type Whereabouts = 'online' | 'offline' | 'unknown';

/** Those of some people … */
interface Arrived {
  /** … who were nowhere before. */
  readonly came: readonly string[];
  /** … who are nowhere else. A silent node counts until it is swept. */
  readonly alone: string[];
}

/** Puts people at a node. @throws `cache.unavailable` */
export async function arrive(cache: Cache, nodeId: string, userIds: readonly string[]): Promise<Arrived> {
  if (userIds.length === 0) return { came: [], alone: [] };
  // The node's list first: whoever sweeps the node later has to find everybody.
  await cache.addToSets([{ key: peopleKey(nodeId), members: userIds }], PLACES_TTL);
  const first = await cache.addToSets(
    userIds.map((userId) => ({ key: personKey(userId), members: [nodeId] })),
    PLACES_TTL,
  );
  // After all are added: of two nodes that name somebody at once, one at least finds the other.
  const places = await cache.membersOf(userIds.map(personKey), 2);
  return { came: userIds.filter((_, i) => first[i]), alone: userIds.filter((_, i) => places[i]?.length === 1) };
}

/** Takes people away from a node; answers those who are nowhere now. @throws `cache.unavailable` */
export async function leave(cache: Cache, nodeId: string, userIds: readonly string[]): Promise<string[]> {
  if (userIds.length === 0) return [];
  const last = await cache.removeFromSets(userIds.map((userId) => ({ key: personKey(userId), members: [nodeId] })));
  await cache.removeFromSets([{ key: peopleKey(nodeId), members: userIds }]);
  return userIds.filter((_, i) => last[i]);
}

/** Some of the people at a node. @throws `cache.unavailable` */
export async function peopleAt(cache: Cache, nodeId: string, limit: number): Promise<string[]> {
  return (await cache.membersOf([peopleKey(nodeId)], limit))[0] ?? [];
}

/**
 * Where people are. Who is nowhere is offline if the memory is `settled`; who is at silent nodes alone is unknown until these are swept.
 * @throws `cache.unavailable`
 */
export async function whereAre(cache: Cache, userIds: readonly string[], settled: boolean): Promise<Map<string, Whereabouts>> {
  if (userIds.length === 0) return new Map();
  const places = await cache.membersOf(userIds.map(personKey));
  const alive = await whichLive(cache, [...new Set(places.flat())]);
  const judge = (nodes: readonly string[]): Whereabouts => {
    if (nodes.some((nodeId) => alive.has(nodeId))) return 'online';
    return nodes.length === 0 && settled ? 'offline' : 'unknown';
  };
  return new Map(userIds.map((userId, i) => [userId, judge(places[i] ?? [])]));
}
