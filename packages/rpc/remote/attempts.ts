import type { Clock } from '@parley/kernel/clock';
import { fail } from '@parley/protocol/errors';
import { ExponentialBackoff } from 'cockatiel';
import type { Address } from './address.ts';
import type { AddressPool } from './address-pool.ts';
import { TransportFault } from './transport-fault.ts';

/** Ms between attempts when every address has been tried: at first, and at the most; with jitter. */
const AGAIN_AFTER = { initialDelay: 20, maxDelay: 1_000 };
/**
 * Calls that may wait at once for an address to come back. A restart takes a second or two, which is better waited for than refused; more
 * waiting calls than these would only fall on the process that has just started.
 */
const MAX_WAITING = 5_000;

export interface AttemptContext {
  readonly pool: AddressPool;
  readonly clock: Clock;
  /** Ms that a call waits for an address that takes calls. */
  readonly patience: number;
  readonly onRetry: (fault: TransportFault) => void;
  readonly onFailure: (fault: TransportFault | undefined) => void;
}

export interface Attempting {
  /**
   * Makes a call at the addresses of the pool, one after the other, until one answers or the time is up. A call that may have been carried out
   * is made again only where that does no harm.
   * @throws what the service threw, `internal.unavailable` or `internal.timeout`
   */
  run<T>(call: Attempted<T>): Promise<T>;
}

export interface Attempted<T> {
  readonly repeatable: boolean;
  readonly partition: number | undefined;
  /** Epoch ms. */
  readonly deadline: number;
  readonly attempt: (address: Address, signal: AbortSignal, timeLeft: number) => Promise<T>;
}

export function attempting({ pool, clock, patience, onRetry, onFailure }: AttemptContext): Attempting {
  let waiting = 0;

  async function waitFor(within: number): Promise<void> {
    waiting++;
    try {
      await pool.changed(within);
    } finally {
      waiting--;
    }
  }

  function giveUp(code: 'internal.unavailable' | 'internal.timeout', fault: TransportFault | undefined): Error {
    onFailure(fault);
    return fail(code, fault === undefined ? {} : { cause: fault });
  }

  return {
    async run({ repeatable, partition, deadline, attempt }) {
      const tried = new Set<Address>();
      const waitUntil = Math.min(deadline, clock.now() + patience);
      const backoffs = new ExponentialBackoff(AGAIN_AFTER);
      let backoff = backoffs.next();
      let fault: TransportFault | undefined;
      for (;;) {
        const now = clock.now();
        if (now >= deadline) throw giveUp('internal.timeout', fault);
        const address = pool.pick(tried, partition);
        if (address === undefined) {
          // They are of another build, and will be so a moment later.
          if (fault?.reason === 'unknown_method') throw giveUp('internal.unavailable', fault);
          if (now >= waitUntil || waiting >= MAX_WAITING) throw giveUp('internal.unavailable', fault);
          await pool.refresh();
          // Those that were tried and are still thought well of may be tried again after a while.
          if (pool.pick(NONE, partition) === undefined) await waitFor(waitUntil - now);
          else if (tried.size > 0) {
            await waitFor(Math.min(backoff.duration, waitUntil - now));
            backoff = backoff.next(undefined);
          }
          tried.clear();
          continue;
        }
        try {
          return await address.run(repeatable, deadline - now, (signal) => attempt(address, signal, deadline - now));
        } catch (error) {
          if (!(error instanceof TransportFault)) throw error;
          fault = error;
        }
        if (fault.reason === 'timeout') throw giveUp('internal.timeout', fault);
        if (fault.maybeExecuted && !repeatable) throw giveUp('internal.unavailable', fault);
        if (fault.reason === 'refused') void pool.refresh();
        tried.add(address);
        onRetry(fault);
      }
    },
  };
}

const NONE: ReadonlySet<Address> = new Set();
