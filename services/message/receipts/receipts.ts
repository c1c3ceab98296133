import type { MessageContext } from '../context.ts';
import type { Appended } from '../lanes/lane.ts';
import { moveWatermarks, type WantedMark } from '../store/move-watermarks.ts';
import { createMarkQueue, type MarkKind } from './mark-queue.ts';
import { writeMarks } from './write-marks.ts';

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships' | 'privacy'>;

/** Ms in which the receipts of a person and chat become one. */
const GATHER_MS = 50;
/** Nobody waits for what follows from a sent message (the message says it), so it is written seldom. */
const SENT_GATHER_MS = 1_000;

/** The watermarks of this process's callers. */
export interface Receipts {
  /** Resolves when the watermark is durable. */
  mark(kind: MarkKind, userId: string, chatId: string, upToSeq: number): Promise<void>;
  /** Whoever has sent a message has read what came before. Told of each committed batch; never throws. */
  sent(batch: readonly Appended[]): void;
  /** Writes what waits; for the end of the process. */
  settled(): Promise<void>;
}

/** Starts with nothing waiting. */
export function createReceipts(context: Context): Receipts {
  const { db, clock, logger } = context;
  const marks = createMarkQueue({ clock, gatherMs: GATHER_MS, write: (batch) => writeMarks(context, batch) });
  const sent = createMarkQueue({ clock, gatherMs: SENT_GATHER_MS, write: writeSent });

  /** Without event and frame: `message.new` has told everybody. */
  async function writeSent(batch: readonly WantedMark[]): Promise<void> {
    try {
      await moveWatermarks(db, batch, clock.now());
    } catch (error) {
      logger.warn(
        { err: error, marks: batch.length },
        'read watermarks of senders could not be written; their next message repeats them',
      );
    }
  }

  return {
    mark: marks.mark,
    sent(batch) {
      for (const { message, seq } of batch) void sent.mark('read', message.senderId, message.chatId, seq);
    },
    async settled() {
      await Promise.all([marks.settled(), sent.settled()]);
    },
  };
}
