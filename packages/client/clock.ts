/** Where the time comes from; passed in so that tests and simulations own it. Fits the server's clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Calls `task` once after `delay` ms; the returned function cancels it. */
  schedule(delay: number, task: () => void): () => void;
}

/** The platform's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delay, task) {
    const timer = setTimeout(task, delay);
    return () => clearTimeout(timer);
  },
};
