/** Something did not come in time. */
export class TooLate extends Error {}

/** Until when a step has to be done. */
export interface Deadline {
  /** Passes a promise on, or rejects with `TooLate` when the time is over first. */
  limit<T>(what: string, promise: Promise<T>): Promise<T>;
}

/** A deadline `ms` from now. */
export function within(ms: number): Deadline {
  const end = performance.now() + ms;
  return {
    async limit(what, promise) {
      const { promise: over, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(
        () => reject(new TooLate(`${what}: nothing came within ${ms} ms`)),
        Math.max(0, end - performance.now()),
      );
      try {
        return await Promise.race([promise, over]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
