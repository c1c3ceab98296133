import type { Clock } from '@parley/kernel/clock';

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on by `ms`; what is due on the way is called at its own time, in order. */
  advance(ms: number): void;
  /** How many tasks are scheduled. */
  readonly pending: number;
}

/** Makes one that shows `now` (epoch ms). */
export function manualClock(now = Date.UTC(2026, 0, 1)): ManualClock {
  let time = now;
  let tasks: { readonly due: number; readonly task: () => void }[] = [];
  return {
    now: () => time,
    schedule(delay, task) {
      const entry = { due: time + Math.max(0, delay), task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    get pending() {
      return tasks.length;
    },
    advance(ms) {
      const until = time + ms;
      for (;;) {
        // The first of those due earliest: tasks of one time run in the order in which they were scheduled.
        const next = tasks.reduce<(typeof tasks)[number] | undefined>(
          (best, entry) => (entry.due <= until && (best === undefined || entry.due < best.due) ? entry : best),
          undefined,
        );
        if (next === undefined) break;
        tasks = tasks.filter((other) => other !== next);
        time = next.due;
        next.task();
      }
      time = until;
    },
  };
}
