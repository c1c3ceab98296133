import type { Clock } from '@parley/kernel/clock';
import { CircuitState, circuitBreaker, ExponentialBackoff, handleWhen } from 'cockatiel';
import type { Destination } from './exchange.ts';
import { type Slots, slots } from './slots.ts';
import { TransportFault } from './transport-fault.ts';

/** Lost connections in a row after which an address is left alone. A fault that is certain needs no second. */
const FAULTS_IN_A_ROW = 3;
/** Ms between the looks at an address that is left alone, at first and at the most, with jitter. */
const LOOK_AFTER = { initialDelay: 50, maxDelay: 1_000 };
/**
 * Calls to one address at the same time; others wait for their turn. Bun opens 256 connections in all and lets the rest wait, probes among them,
 * behind whoever is first: one process that has halted would hold up the calls to every other.
 */
const AT_ONCE = 64;
/** Ms for which an address that owes answers may say nothing before it is asked whether it lives. */
const SILENCE = 1_000;

/** One process that can be called, as this process knows it. */
export interface Address extends Destination {
  /** Calls that are under way. */
  readonly outstanding: number;
  /** Whether calls are sent there now. */
  readonly usable: boolean;
  /** Whether it has ever answered. */
  readonly known: boolean;
  /**
   * Makes an attempt there. The signal ends it when the time is up, or when the address has fallen silent and the call may be made elsewhere.
   * @param limit Ms.
   */
  run<T>(repeatable: boolean, limit: number, attempt: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Asks it whether it takes calls, and makes it usable or not by the answer. */
  look(): Promise<boolean>;
  /** Forgets it: it is no longer among the addresses of its service. */
  stop(): void;
}

export interface AddressContext {
  readonly clock: Clock;
  /** Asks a process whether it takes calls. @throws TransportFault where it doesn't */
  readonly probe: (destination: Destination) => Promise<void>;
  /** The calls that this process makes at the same time, to whomever. */
  readonly everywhere: Slots;
  /** Called when `usable` has become another. */
  readonly onChange: (address: Address) => void;
}

interface Attempt {
  readonly since: number;
  readonly repeatable: boolean;
  readonly abort: AbortController;
}

/**
 * Keeps an address with its circuit breaker. While the breaker is open a small request asks again and again, ever less often, whether the process
 * takes calls: no call of a person is spent on finding out.
 */
export function createAddress(destination: Destination, { clock, probe, onChange, everywhere }: AddressContext): Address {
  const attempts = new Set<Attempt>();
  const connections = slots(AT_ONCE);
  let outstanding = 0;
  let known = false;
  let heardAt = -Infinity;
  let stopped = false;
  let cancelWatch: (() => void) | undefined;
  let cancelLook: (() => void) | undefined;
  let lastFault: TransportFault | undefined;
  let faultsInARow = 0;
  let wasUsable = true;
  let looking: Promise<boolean> | undefined;

  const breaker = circuitBreaker(
    handleWhen((error) => error instanceof TransportFault && error.blamesAddress),
    {
      breaker: {
        state: undefined,
        success: () => undefined,
        failure: () => ++faultsInARow >= FAULTS_IN_A_ROW || lastFault?.definite === true,
      },
      // When to look again is decided below, by the clock of the process.
      halfOpenAfter: 0,
    },
  );
  const backoffs = new ExponentialBackoff(LOOK_AFTER);
  let backoff = backoffs.next();
  breaker.onBreak(() => {
    scheduleLook();
    if (wasUsable) tell(false);
  });
  breaker.onReset(() => {
    backoff = backoffs.next();
    tell(true);
  });

  /** A look that is under way schedules the next itself, should it fail: whoever joined it would have none to come. */
  function scheduleLook(): void {
    if (stopped || cancelLook !== undefined || looking !== undefined) return;
    cancelLook = clock.schedule(backoff.duration, () => {
      cancelLook = undefined;
      void look();
    });
    backoff = backoff.next(undefined);
  }

  function tell(usable: boolean): void {
    wasUsable = usable;
    onChange(address);
  }

  /** Runs something under the breaker, which learns how it went. */
  function observed<T>(work: () => Promise<T>): Promise<T> {
    return breaker.execute(async () => {
      try {
        const result = await work();
        heard();
        return result;
      } catch (error) {
        if (error instanceof TransportFault) lastFault = error;
        else heard();
        throw error;
      }
    });
  }

  function heard(): void {
    known = true;
    heardAt = clock.now();
    faultsInARow = 0;
  }

  function look(): Promise<boolean> {
    looking ??= observed(() => probe(destination))
      .then(
        () => true,
        (error: unknown) => {
          if (error instanceof TransportFault) return false;
          throw error;
        },
      )
      .finally(() => {
        looking = undefined;
        if (breaker.state !== CircuitState.Closed) scheduleLook();
      });
    return looking;
  }

  /** Looks after an address that owes answers: one that is silent for a second must say that it lives, or is given up. */
  async function watch(): Promise<void> {
    const [oldest] = attempts;
    if (oldest === undefined || stopped) {
      cancelWatch = undefined;
      return;
    }
    const now = clock.now();
    const silentFor = now - Math.max(oldest.since, heardAt);
    if (silentFor >= SILENCE) {
      // Where this process was the slow one, answers have come meanwhile.
      await probe(destination).then(heard, (error: unknown) => heardAt < now && giveUp(error));
    }
    cancelWatch = clock.schedule(silentFor < SILENCE ? SILENCE - silentFor : SILENCE, () => void watch());
  }

  function giveUp(cause: unknown): void {
    const fault = new TransportFault('silent', `${destination.url} (${destination.host}) has fallen silent`, cause);
    // The breaker learns it here first, as calls that may not be repeated go on waiting and tell it nothing.
    if (address.usable) observed(() => Promise.reject(fault)).catch(() => undefined);
    for (const { repeatable, abort } of attempts) if (repeatable) abort.abort(fault);
  }

  /** Waits for a connection: first among the calls to this address, then among all. */
  async function enter(signal: AbortSignal): Promise<() => void> {
    const here = await connections.take(signal);
    try {
      const anywhere = await everywhere.take(signal);
      return () => {
        anywhere();
        here();
      };
    } catch (error) {
      here();
      throw error;
    }
  }

  async function attempted<T>(attempt: Attempt, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    attempts.add(attempt);
    cancelWatch ??= clock.schedule(SILENCE, () => void watch());
    try {
      return await observed(() => work(attempt.abort.signal));
    } finally {
      attempts.delete(attempt);
    }
  }

  const address: Address = {
    ...destination,
    get outstanding() {
      return outstanding;
    },
    get usable() {
      return breaker.state === CircuitState.Closed;
    },
    get known() {
      return known;
    },
    async run(repeatable, limit, work) {
      const abort = new AbortController();
      const cancel = clock.schedule(limit, () =>
        abort.abort(new TransportFault('timeout', `${destination.url} (${destination.host}) took too long`)),
      );
      outstanding += 1;
      try {
        const leave = await enter(abort.signal);
        try {
          return await attempted({ since: clock.now(), repeatable, abort }, work);
        } finally {
          leave();
        }
      } finally {
        outstanding -= 1;
        cancel();
      }
    },
    look,
    stop() {
      stopped = true;
      cancelLook?.();
      cancelWatch?.();
    },
  };
  return address;
}
