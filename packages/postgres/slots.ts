/** What a pool is doing. */
export interface SlotCounts {
  /** Made so far; each holds a connection or will. */
  readonly open: number;
  readonly busy: number;
  /** Pieces of work that wait for one. */
  readonly waiting: number;
}

/** A bounded set of connections, each used by one piece of work at a time. */
export interface Slots<Connection> {
  /** Runs `work` on a connection that is its own until it settles; waits, first come first served, when all are taken. */
  use<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  readonly all: readonly Connection[];
  counts(): SlotCounts;
}

/**
 * Makes up to `max` connections when they are needed. The one used last is used next, so that at rest few stay in use.
 *
 * The driver has a pool of its own, but it sends a statement down a connection that still works on another, so that a read of a
 * millisecond could wait behind a search of a second while other connections were free.
 */
export function createSlots<Connection>(make: () => Connection, max: number): Slots<Connection> {
  const all: Connection[] = [];
  const idle: Connection[] = [];
  const waiting = new Set<(connection: Connection) => void>();

  function take(): Connection | Promise<Connection> {
    const free = idle.pop();
    if (free !== undefined) return free;
    if (all.length < max) {
      const made = make();
      all.push(made);
      return made;
    }
    return new Promise((resolve) => waiting.add(resolve));
  }

  function giveBack(connection: Connection): void {
    // A set keeps the order of arrival and gives up its first without moving the rest.
    const [next] = waiting;
    if (next === undefined) {
      idle.push(connection);
      return;
    }
    waiting.delete(next);
    next(connection);
  }

  return {
    all,
    counts: () => ({ open: all.length, busy: all.length - idle.length, waiting: waiting.size }),
    async use(work) {
      const connection = await take();
      try {
        return await work(connection);
      } finally {
        giveBack(connection);
      }
    },
  };
}
