import type { DescService } from '@bufbuild/protobuf';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import type { InternalTokens } from '../internal/internal-token.ts';
import { serviceOf } from '../service-of.ts';
import { addressPool } from './address-pool.ts';
import { attempting } from './attempts.ts';
import type { ClientTls } from './exchange.ts';
import { probe } from './probe.ts';
import { type Handle, type RemoteService, remoteClient } from './remote-client.ts';
import { remoteMetrics } from './remote-metrics.ts';
import type { ResolveHost } from './resolve.ts';
import { slots } from './slots.ts';

/** Calls at the same time in all: what Bun's 256 connections leave when some are kept for probes and for what else the process fetches. */
const AT_ONCE = 192;
/** Ms that a call waits for a process that takes calls, before it is refused as unavailable. */
const PATIENCE = 5_000;

export interface RemoteOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  readonly traced: boolean;
  /** Base URLs of a service by its name, such as `message`. */
  readonly urlsOf: (service: string) => readonly string[];
  readonly tokens: InternalTokens;
  readonly tls: ClientTls | undefined;
  readonly resolveHost: ResolveHost;
  readonly random: () => number;
  readonly patience?: number;
}

/** The services that run in other processes. */
export interface Remote {
  client(contract: DescService): Readonly<Record<string, Handle>>;
  /** The services, of those that have a client, that take no calls now. */
  unreachable(): Promise<string[]>;
  stop(): void;
}

/** Makes clients of services elsewhere. The addresses of a service are shared by all its clients. */
export function createRemote(options: RemoteOptions): Remote {
  const { clock, logger, patience = PATIENCE } = options;
  const metrics = remoteMetrics(options.meter);
  const services = new Map<string, RemoteService>();
  const everywhere = slots(AT_ONCE);

  function serviceNamed(name: string): RemoteService {
    const known = services.get(name);
    if (known !== undefined) return known;
    const pool = addressPool(options.urlsOf(name), {
      ...options,
      everywhere,
      logger: logger.child({ service: name }),
      probe: (destination) => probe(destination, clock, options.tls),
    });
    const attempts = attempting({
      pool,
      clock,
      patience,
      onRetry: (fault) => metrics.retried(name, fault.reason),
      onFailure: (fault) =>
        logger.warn({ service: name, reason: fault?.reason ?? 'no_address', err: fault }, 'a call got no answer'),
    });
    const service = { pool, attempts };
    services.set(name, service);
    metrics.watch(name, pool);
    return service;
  }

  return {
    client: (contract) => remoteClient(contract, serviceNamed(serviceOf(contract)), { ...options, metrics }),
    async unreachable() {
      const checks = Array.from(services, async ([name, { pool }]) => ((await pool.reachable()) ? [] : [name]));
      return (await Promise.all(checks)).flat();
    },
    stop() {
      for (const { pool } of services.values()) pool.stop();
    },
  };
}
