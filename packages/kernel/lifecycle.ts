import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

/** The parts of `process` that the lifecycle needs. */
export interface ProcessSignals {
  on(event: 'SIGTERM' | 'SIGINT', handler: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection', handler: (reason: unknown) => void): unknown;
  exit(code: number): void;
}

export interface LifecycleOptions {
  readonly signals: ProcessSignals;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Ms from the signal to the end, come what may. */
  readonly stopWithin: number;
  /** Drains and stops everything. */
  readonly stop: () => Promise<void>;
}

/** What shells answer for a process that Ctrl-C ended. */
const INTERRUPTED = 130;
/** Ms. npm passes a Ctrl-C on that the terminal has already sent: two signals this close are one. */
const SAME_SIGNAL = 500;

/** How a process ends. */
export interface Lifecycle {
  /** Stops in order and ends the process; `code` 0 unless something failed. Later calls do nothing. */
  end(code: number, reason: string): void;
}

/**
 * Ends the process in order on SIGTERM and SIGINT, with 0; at once on a second signal; and with 1 on an error that nobody
 * caught, because the state after one can't be trusted.
 */
export function manageLifecycle(options: LifecycleOptions): Lifecycle {
  const { signals, logger, clock } = options;
  let ending = false;
  let endingSince = 0;

  function end(code: number, reason: string): void {
    if (ending) return;
    ending = true;
    endingSince = clock.now();
    logger.info({ reason }, 'stopping');
    const cancel = clock.schedule(options.stopWithin, () => {
      logger.error({ within_ms: options.stopWithin }, 'stopping took too long; ending now');
      signals.exit(1);
    });
    options.stop().then(
      () => {
        cancel();
        signals.exit(code);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        signals.exit(1);
      },
    );
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    signals.on(signal, () => {
      if (!ending) end(0, signal);
      else if (clock.now() - endingSince > SAME_SIGNAL) signals.exit(INTERRUPTED);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    signals.on(event, (reason) => {
      logger.fatal(
        { err: reason },
        event === 'uncaughtException' ? 'an error that nothing caught' : 'a rejection that nothing handled',
      );
      end(1, event);
    });
  }
  return { end };
}
