import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { shuffle } from '@parley/kernel/shuffle';
import { destinationsOf, type ResolveHost } from '@parley/rpc/remote/resolve';

/** A process of the realtime service. */
export interface RealtimeNode {
  /** Base address with the scheme `ws` or `wss`. */
  readonly url: string;
  /** Sockets of this gateway that lead there. */
  sockets: number;
  /** Epoch ms until which it is the last choice, because it could not be reached or took nobody. */
  avoidUntil: number;
}

export interface RealtimeNodes {
  /** All of them, in the order in which a new socket tries them: the less busy of two picked by chance first. Empty when there are none. */
  candidates(): Promise<readonly RealtimeNode[]>;
  /** It could not be reached, or took nobody. */
  failed(node: RealtimeNode): void;
}

interface NodesContext {
  readonly urls: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly resolveHost: ResolveHost;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/** Ms after which names are resolved again. */
const RESOLVE_EVERY_MS = 10_000;
/** Ms for which a node that failed is the last choice: one that starts anew is there again by then. */
const AVOID_MS = 2_000;

/** The processes behind `PARLEY_REALTIME_URL`: each name stands for all its addresses. */
export function realtimeNodes({ urls, clock, logger, resolveHost, random }: NodesContext): RealtimeNodes {
  const nodes = new Map<string, RealtimeNode>();
  let resolvedAt = -Infinity;
  let resolving: Promise<void> | undefined;

  async function addressesOf(url: string): Promise<string[]> {
    // A certificate names a host, so with TLS the host is asked for as such.
    if (url.startsWith('https:')) return [url];
    try {
      return (await destinationsOf(url, resolveHost)).map((destination) => destination.url);
    } catch (error) {
      logger.warn({ err: error, url }, 'the addresses of realtime could not be found');
      return [];
    }
  }

  async function resolve(): Promise<void> {
    const found = (await Promise.all(urls.map(addressesOf))).flat().map((url) => url.replace(/^http/, 'ws').replace(/\/$/, ''));
    resolvedAt = clock.now();
    // Better old addresses than none: the name servers may be away while the nodes are not.
    if (found.length === 0) return;
    for (const url of nodes.keys()) if (!found.includes(url)) nodes.delete(url);
    for (const url of found) if (!nodes.has(url)) nodes.set(url, { url, sockets: 0, avoidUntil: 0 });
  }

  async function refresh(): Promise<void> {
    if (nodes.size > 0 && clock.now() - resolvedAt < RESOLVE_EVERY_MS) return;
    resolving ??= resolve().finally(() => {
      resolving = undefined;
    });
    await resolving;
  }

  return {
    async candidates() {
      await refresh();
      const now = clock.now();
      const order = shuffle(nodes.values(), random);
      const [one, other] = order;
      if (one !== undefined && other !== undefined && other.sockets < one.sockets) order.splice(0, 2, other, one);
      return [...order.filter((node) => node.avoidUntil <= now), ...order.filter((node) => node.avoidUntil > now)];
    },
    failed(node) {
      node.avoidUntil = clock.now() + AVOID_MS;
      resolvedAt = Math.min(resolvedAt, clock.now() - RESOLVE_EVERY_MS + AVOID_MS);
    },
  };
}
