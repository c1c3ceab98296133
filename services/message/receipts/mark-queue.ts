import type { Clock } from '@parley/kernel/clock';
import type { WantedMark } from '../store/move-watermarks.ts';

export type MarkKind = 'delivered' | 'read';

export interface MarkQueue {
  /** Moves a watermark forward with the next batch; resolves when that has been written, rejects when it could not be. */
  mark(kind: MarkKind, userId: string, chatId: string, upToSeq: number): Promise<void>;
  /** Writes what waits and resolves when nothing is under way. */
  settled(): Promise<void>;
}

export interface MarkQueueContext {
  readonly clock: Clock;
  /** Writes a batch: at most one mark for each person and chat. */
  readonly write: (marks: readonly WantedMark[]) => Promise<void>;
  /** Ms between the ends of batches at the least. */
  readonly gatherMs: number;
}

/** Rows whose writing is followed by a pause of 1 ms: under load batches grow instead of becoming more, and leave the machine to the sends. */
const ROWS_PER_PAUSE_MS = 4;
const MAX_PAUSE_MS = 500;

interface Batch {
  readonly marks: Map<string, { chatId: string; userId: string; deliveredSeq: number; readSeq: number }>;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Merges watermarks in memory (B3): of those that wait for one person and chat only the highest counts. The first after a pause goes
 * at once, those that follow it together.
 */
export function createMarkQueue({ clock, write, gatherMs }: MarkQueueContext): MarkQueue {
  let waiting = emptyBatch();
  let writing: Promise<void> | undefined;
  let cancelPause: (() => void) | undefined;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || writing !== undefined || cancelPause !== undefined) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      if (writing === undefined && waiting.marks.size > 0) writing = flush();
    });
  }

  async function flush(): Promise<void> {
    const batch = waiting;
    waiting = emptyBatch();
    try {
      await write([...batch.marks.values()]);
      batch.done.resolve();
    } catch (error) {
      batch.done.reject(error);
    }
    writing = undefined;
    pause(Math.min(MAX_PAUSE_MS, Math.max(gatherMs, batch.marks.size / ROWS_PER_PAUSE_MS)));
  }

  function pause(ms: number): void {
    cancelPause = clock.schedule(ms, () => {
      cancelPause = undefined;
      if (waiting.marks.size > 0) schedule();
    });
  }

  return {
    mark(kind, userId, chatId, upToSeq) {
      const key = `${chatId} ${userId}`;
      const mark = waiting.marks.get(key) ?? { chatId, userId, deliveredSeq: 0, readSeq: 0 };
      if (kind === 'delivered') mark.deliveredSeq = Math.max(mark.deliveredSeq, upToSeq);
      else mark.readSeq = Math.max(mark.readSeq, upToSeq);
      waiting.marks.set(key, mark);
      const { promise } = waiting.done;
      schedule();
      return promise;
    },
    async settled() {
      while (writing !== undefined || waiting.marks.size > 0) {
        cancelPause?.();
        cancelPause = undefined;
        writing ??= flush();
        await writing;
      }
      cancelPause?.();
      cancelPause = undefined;
    },
  };
}

function emptyBatch(): Batch {
  const done = Promise.withResolvers<void>();
  // Nobody may be waiting for this batch; those who do still see the rejection.
  done.promise.catch(() => {});
  return { marks: new Map(), done };
}
