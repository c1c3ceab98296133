/** Runs tasks one after the other, in the order they came. */
export interface Serial {
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** A task that fails rejects its own promise and does not hold up the next. */
export function createSerial(): Serial {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const run = last.then(task);
      last = run.catch(() => undefined);
      return run;
    },
  };
}
