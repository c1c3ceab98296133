/** Runs the tasks of one key one after the other, in the order they came; those of different keys don't wait for each other. */
export interface Turns {
  /** Resolves or rejects with the task. One that fails does not hold up the next. */
  take<T>(key: string, task: () => Promise<T>): Promise<T>;
}

/** Makes it; a key is remembered only while tasks of it run or wait. */
export function createTurns(): Turns {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async take(key, task) {
      const before = tails.get(key);
      const run = before === undefined ? task() : before.then(task);
      const tail = run.catch(() => undefined);
      tails.set(key, tail);
      try {
        return await run;
      } finally {
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}
