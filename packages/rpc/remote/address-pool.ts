import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { type Address, type AddressContext, createAddress } from './address.ts';
import type { Destination } from './exchange.ts';
import { attractions, owners } from './rendezvous.ts';
import { destinationsOf, type ResolveHost } from './resolve.ts';

/** Ms after which the names are resolved again, so that new processes are found and gone ones forgotten. */
const RESOLVE_EVERY = 30_000;
/** Ms between two times that faults make us resolve again. */
const RESOLVE_AT_MOST_EVERY = 1_000;

/** The processes that offer one service, as this process knows them. */
export interface AddressPool {
  /** All of them; empty until they have been resolved. */
  readonly addresses: readonly Address[];
  /**
   * One to call, other than those that were tried: where `partition` is given the one it belongs to, else the less busy of two. Undefined
   * when there is none.
   */
  pick(tried: ReadonlySet<Address>, partition?: number): Address | undefined;
  /** Resolves when another may be picked than before, and after `within` ms in any case. */
  changed(within: number): Promise<void>;
  /** Looks for the addresses, unless that was done a moment ago. Call it when one could not be reached. */
  refresh(): Promise<void>;
  /** Whether one of them takes calls; asks them where that isn't known. */
  reachable(): Promise<boolean>;
  stop(): void;
}

export interface AddressPoolContext extends Pick<AddressContext, 'clock' | 'probe' | 'everywhere'> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly resolveHost: ResolveHost;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

type Member = Address & { readonly attractions: Uint32Array };

/** @param urls Base URLs of the service. A host name stands for all its addresses. */
export function addressPool(urls: readonly string[], context: AddressPoolContext): AddressPool {
  const { clock, logger, resolveHost, random } = context;
  const members = new Map<string, Member>();
  const waiting = new Set<() => void>();
  let usable: readonly Member[] = [];
  let ownerOf: readonly Member[] = [];
  let resolvedAt = -Infinity;
  let resolving: Promise<void> | undefined;
  let stopped = false;

  function refreshUsable(): void {
    usable = [...members.values()].filter((member) => member.usable);
    ownerOf = owners(usable);
    for (const wake of waiting) wake();
    waiting.clear();
  }

  function memberOf(destination: Destination): Member {
    const onChange = (address: Address): void => {
      logger[address.usable ? 'info' : 'warn'](
        { address: address.url, host: address.host },
        address.usable ? 'an address takes calls again' : 'an address is left alone',
      );
      refreshUsable();
    };
    return Object.assign(createAddress(destination, { ...context, onChange }), { attractions: attractions(destination.url) });
  }

  async function resolve(): Promise<void> {
    const found = await Promise.all(
      urls.map((url) =>
        destinationsOf(url, resolveHost).catch((error: unknown) => {
          logger.warn({ url, err: error }, 'the addresses of a service could not be found');
          // Better old addresses than none: the name servers may be away while the service is not.
          const { host } = new URL(url);
          return [...members.values()].filter(({ authority }) => authority === host);
        }),
      ),
    );
    resolvedAt = clock.now();
    if (stopped) return;
    const current = new Map(found.flat().map((destination) => [destination.url, destination]));
    for (const [url, member] of members) {
      if (current.has(url)) continue;
      members.delete(url);
      member.stop();
    }
    for (const [url, destination] of current) if (!members.has(url)) members.set(url, memberOf(destination));
    refreshUsable();
  }

  function refresh(olderThan: number): Promise<void> {
    if (clock.now() - resolvedAt < olderThan) return resolving ?? Promise.resolve();
    resolving ??= resolve().finally(() => {
      resolving = undefined;
    });
    return resolving;
  }

  function lessBusy(tried: ReadonlySet<Address>): Address | undefined {
    const free = tried.size === 0 ? usable : usable.filter((member) => !tried.has(member));
    if (free.length <= 1) return free[0];
    const first = Math.floor(random() * free.length);
    const second = (first + 1 + Math.floor(random() * (free.length - 1))) % free.length;
    const [one, other] = [free[first], free[second]];
    return one !== undefined && other !== undefined && other.outstanding < one.outstanding ? other : one;
  }

  return {
    get addresses() {
      return [...members.values()];
    },
    pick(tried, partition) {
      if (clock.now() - resolvedAt >= RESOLVE_EVERY) void refresh(RESOLVE_EVERY);
      if (partition === undefined) return lessBusy(tried);
      const owner = ownerOf[partition];
      if (owner === undefined || !tried.has(owner)) return owner;
      return owners(usable.filter((member) => !tried.has(member)))[partition];
    },
    changed(within) {
      return new Promise((resolveWait) => {
        const wake = (): void => {
          cancel();
          waiting.delete(wake);
          resolveWait();
        };
        const cancel = clock.schedule(within, wake);
        waiting.add(wake);
      });
    },
    refresh: () => refresh(RESOLVE_AT_MOST_EVERY),
    async reachable() {
      await refresh(RESOLVE_EVERY);
      if (usable.some(({ known }) => known)) return true;
      const looks = await Promise.all(usable.map((member) => member.look()));
      return looks.includes(true);
    },
    stop() {
      stopped = true;
      for (const member of members.values()) member.stop();
      for (const wake of waiting) wake();
    },
  };
}
