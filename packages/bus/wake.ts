import type { Clock } from '@parley/kernel/clock';

/** Something a loop can sleep on until it is told, a time has passed, or it is to end. */
export interface Wake {
  /** Ends the current sleep for news, or the next one if none is under way. */
  tell(): void;
  /** Ends every sleep from now on. */
  end(): void;
  readonly ended: boolean;
  /** Sleeps until told or ended, at the longest `ms`. */
  untilTold(ms?: number): Promise<void>;
  /** Sleeps `ms` unless ended; news waits. */
  pause(ms: number): Promise<void>;
}

/** Makes one for a single loop. */
export function createWake(clock: Clock): Wake {
  let told = false;
  let ended = false;
  let wakeUp: (() => void) | undefined;
  let sleepsForNews = false;

  async function sleep(forNews: boolean, ms: number | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = ms === undefined ? undefined : clock.schedule(ms, resolve);
    wakeUp = resolve;
    sleepsForNews = forNews;
    await promise;
    wakeUp = undefined;
    cancel?.();
  }

  return {
    tell() {
      told = true;
      if (sleepsForNews) wakeUp?.();
    },
    end() {
      ended = true;
      wakeUp?.();
    },
    get ended() {
      return ended;
    },
    async untilTold(ms) {
      if (!told && !ended) await sleep(true, ms);
      told = false;
    },
    async pause(ms) {
      if (!ended) await sleep(false, ms);
    },
  };
}
