import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Database } from '@parley/postgres/database';
import { readLastSeen, writeLastSeen } from './store/last-seen.ts';

/** When people were last there: gathered, and written together. */
export interface LastSeenJournal {
  /** Notes that people were there at these times, epoch ms. */
  note(seen: Iterable<readonly [userId: string, at: number]>): void;
  /** What is written and what is not yet. Those never seen are absent. */
  read(userIds: readonly string[]): Promise<Map<string, number>>;
  /** Writes what is noted. */
  stop(): Promise<void>;
}

/** Ms that notes gather. What is lost with the process is at worst that: coming is noted too, and going again by whoever finds the node dead. */
const GATHER_MS = 1_000;
/** Rows of one statement. */
const BATCH = 5_000;
/** Notes that are kept while the database is away, at the most; the oldest go first. */
const MAX_NOTES = 200_000;

export function createLastSeenJournal({
  db,
  clock,
  logger,
}: {
  readonly db: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}): LastSeenJournal {
  const notes = new Map<string, number>();
  let cancelTimer: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  function setTimer(): void {
    cancelTimer ??= clock.schedule(GATHER_MS, () => {
      cancelTimer = undefined;
      writing = writing.then(write);
    });
  }

  async function write(): Promise<void> {
    try {
      while (notes.size > 0) {
        const batch = new Map([...notes].slice(0, BATCH));
        await writeLastSeen(db, batch);
        // What was noted of them meanwhile is left for the next batch.
        for (const [userId, at] of batch) if (notes.get(userId) === at) notes.delete(userId);
      }
    } catch (error) {
      logger.warn({ err: error, people: notes.size }, 'when people were last seen could not be written; it is tried again');
      setTimer();
    }
  }

  return {
    note(seen) {
      for (const [userId, at] of seen) notes.set(userId, Math.max(at, notes.get(userId) ?? 0));
      for (const userId of notes.keys()) {
        if (notes.size <= MAX_NOTES) break;
        notes.delete(userId);
      }
      if (notes.size > 0) setTimer();
    },
    async read(userIds) {
      const written = await readLastSeen(db, userIds);
      for (const userId of userIds) {
        const at = Math.max(notes.get(userId) ?? 0, written.get(userId) ?? 0);
        if (at > 0) written.set(userId, at);
      }
      return written;
    },
    async stop() {
      cancelTimer?.();
      await writing;
      await write();
      cancelTimer?.();
    },
  };
}
