import type { Meter } from '@parley/kernel/metrics';
import type { AddressPool } from './address-pool.ts';
import type { FaultReason } from './transport-fault.ts';

export type Outcome = 'ok' | 'refused' | 'error';

/** What is measured of calls to other processes. */
export interface RemoteMetrics {
  /** Counts a method's calls and their time, retries included. `refused` is an answer of the service that isn't its fault. */
  method(service: string, method: string): (seconds: number, outcome: Outcome) => void;
  retried(service: string, reason: FaultReason): void;
  /** Shows the addresses of a service from now on. */
  watch(service: string, pool: AddressPool): void;
}

export function remoteMetrics(meter: Meter): RemoteMetrics {
  const durations = meter.histogram(
    'parley_rpc_client_duration_seconds',
    'Time that calls to other processes take, retries included.',
    ['service', 'method', 'outcome'],
  );
  const retries = meter.counter('parley_rpc_client_retries_total', 'Attempts after the first, by why the one before failed.', [
    'service',
    'reason',
  ]);
  const pools = new Map<string, AddressPool>();
  const open = meter.gauge('parley_rpc_client_breaker_open', '1 while an address is left alone because it did not answer.', [
    'service',
    'address',
  ]);
  const outstanding = meter.gauge('parley_rpc_client_in_flight', 'Calls that wait for an answer.', ['service', 'address']);
  // Read when asked for, so that addresses which are gone disappear.
  Object.assign(open, {
    collect() {
      open.reset();
      outstanding.reset();
      for (const [service, pool] of pools) {
        for (const { url, usable, outstanding: count } of pool.addresses) {
          open.labels(service, url).set(usable ? 0 : 1);
          outstanding.labels(service, url).set(count);
        }
      }
    },
  });
  return {
    method(service, method) {
      const labelled = {
        ok: durations.labels(service, method, 'ok'),
        refused: durations.labels(service, method, 'refused'),
        error: durations.labels(service, method, 'error'),
      };
      return (seconds, outcome) => labelled[outcome].observe(seconds);
    },
    retried: (service, reason) => retries.labels(service, reason).inc(),
    watch: (service, pool) => void pools.set(service, pool),
  };
}
