/** Lets a number of things happen at once and makes the others wait, in order. */
export interface Slots {
  /**
   * Resolves when it is one's turn; call what it answers when it is over.
   * @throws the reason of `signal`, when that comes first
   */
  take(signal: AbortSignal): Promise<() => void>;
}

/** @param limit How many at once. */
export function slots(limit: number): Slots {
  const waiting = new Set<() => void>();
  let taken = 0;

  function release(): void {
    const [next] = waiting;
    if (next === undefined) taken -= 1;
    else {
      waiting.delete(next);
      next();
    }
  }

  /** Each turn ends once, however often that is said. */
  function turn(): () => void {
    let over = false;
    return () => {
      if (over) return;
      over = true;
      release();
    };
  }

  return {
    take(signal) {
      if (signal.aborted) return Promise.reject(reasonOf(signal));
      if (taken < limit) {
        taken += 1;
        return Promise.resolve(turn());
      }
      return new Promise((resolve, reject) => {
        const start = (): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(turn());
        };
        const giveUp = (): void => {
          waiting.delete(start);
          reject(reasonOf(signal));
        };
        waiting.add(start);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error('it was given up', { cause: signal.reason });
