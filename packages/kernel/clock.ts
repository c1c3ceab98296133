/** Where the time comes from. Passed in wherever behaviour depends on it, so that tests and simulations own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Calls `task` once after `delay` ms; the returned function cancels it. */
  schedule(delay: number, task: () => void): () => void;
}

/** The machine's own clock. Its timers don't keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delay, task) {
    const timer = setTimeout(task, delay);
    timer.unref?.();
    return () => clearTimeout(timer);
  },
};
