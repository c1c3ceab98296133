import type { Clock } from '../clock.ts';

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Time that passes only when told to. Everything that happens is in one queue, so a run is the same every time. */
export interface World {
  /** Epoch ms. */
  now(): number;
  /** Has `run` happen in `delay` ms; the returned function takes it back. */
  after(delay: number, run: () => void): () => void;
  /** A device's clock: may be wrong and may jump; what it schedules happens by true time. */
  clock(): Clock & { jump(ms: number): void };
  /** Lets all happen that is due until `ms` from now. */
  pass(ms: number): Promise<void>;
}

export function createWorld(): World {
  let time = Date.UTC(2026, 0, 1);
  let order = 0;
  /** Last come first: what is next is at the end. */
  const queue: Happening[] = [];

  const isBefore = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const add = (item: Happening): void => {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = queue[middle];
      if (other !== undefined && isBefore(item, other)) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, item);
  };

  const after = (delay: number, run: () => void): (() => void) => {
    const item: Happening = { at: time + Math.max(0, delay), order: order++, run, cancelled: false };
    add(item);
    return () => (item.cancelled = true);
  };

  return {
    now: () => time,
    after,
    clock() {
      let offset = 0;
      return { now: () => time + offset, schedule: after, jump: (ms) => (offset += ms) };
    },
    async pass(ms) {
      const end = time + ms;
      // What was begun before this may be about to put something into the queue.
      await settled();
      for (;;) {
        const next = queue.at(-1);
        if (next === undefined || next.at > end) break;
        queue.pop();
        if (next.cancelled) continue;
        time = next.at;
        next.run();
        await settled();
      }
      time = end;
    },
  };
}

/** Everything that only waits for promises has run. Nothing in a simulation waits for anything else. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
