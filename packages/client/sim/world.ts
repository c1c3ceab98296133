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
  const heap: Happening[] = [];

  const before = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const push = (item: Happening): void => {
    let index = heap.push(item) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(item, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = item;
  };
  const pop = (): Happening | undefined => {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return top;
  };

  const after = (delay: number, run: () => void): (() => void) => {
    const item: Happening = { at: time + Math.max(0, delay), order: order++, run, cancelled: false };
    push(item);
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
        const next = heap[0];
        if (next === undefined || next.at > end) break;
        pop();
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
