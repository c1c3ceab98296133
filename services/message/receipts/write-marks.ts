import { fanOut } from '@parley/bus/fan-out';
import { PUBLISH_BY_CHAT_FROM, userSubject } from '@parley/bus/live';
import { appendEvents } from '@parley/postgres/outbox';
import { encodeFrame } from '@parley/protocol/frames';
import { isoTime } from '@parley/protocol/wire/iso-time';
import { omitAbsent } from '@parley/protocol/wire/omit-absent';
import type { MessageContext } from '../context.ts';
import { type MovedMark, moveWatermarks, type WantedMark } from '../store/move-watermarks.ts';

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships' | 'privacy'>;

/** Writes a batch of watermarks with its event, and tells those concerned after the commit. */
export async function writeMarks(context: Context, marks: readonly WantedMark[]): Promise<void> {
  const { db, clock, ids } = context;
  const at = clock.now();
  const eventId = ids.uuid();
  const moved = await db.transaction(async (tx) => {
    const rows = await moveWatermarks(tx, marks, at);
    if (rows.length > 0) {
      const items = rows.map((row) => ({ id: ids.uuid(), key: row.chatId, payload: payloadOf(row) }));
      await appendEvents(tx, 'message', [{ id: eventId, subject: 'msg.status.updated', at, items }]);
    }
    return rows;
  });
  try {
    await tell(context, moved, at);
  } catch (error) {
    context.logger.warn({ err: error }, 'receipts were written but not announced; a sync tells of them');
  }
}

function payloadOf({ chatId, userId, deliveredSeq, readSeq }: MovedMark) {
  return omitAbsent({ chatId, userId, deliveredSeq: deliveredSeq ?? undefined, readSeq: readSeq ?? undefined });
}

/**
 * One frame for each person and chat. In a large group only the person's own devices hear of it: a message to n people would make n²
 * frames. What somebody has read is told to others only if they let it (P3).
 */
async function tell({ live, memberships, privacy }: Context, moved: readonly MovedMark[], at: number): Promise<void> {
  const hiding = await privacy.hiding(moved.flatMap((mark) => (mark.readSeq === null ? [] : [mark.userId])));
  for (const mark of moved) {
    const chat = memberships.peek(mark.chatId) ?? (await memberships.get(mark.chatId));
    if (chat === undefined) continue;
    const whole = statusFrame(mark, at);
    if (chat.memberIds.length >= PUBLISH_BY_CHAT_FROM) {
      live.publish(userSubject(mark.userId), { kind: 'frame', frame: whole });
    } else if (mark.readSeq === null || !hiding.has(mark.userId)) {
      fanOut(live, chat, whole);
    } else {
      live.publish(userSubject(mark.userId), { kind: 'frame', frame: whole });
      if (mark.deliveredSeq === null) continue;
      const others = chat.memberIds.filter((memberId) => memberId !== mark.userId);
      fanOut(live, { chatId: mark.chatId, memberIds: others }, statusFrame({ ...mark, readSeq: null }, at));
    }
  }
}

function statusFrame(mark: MovedMark, at: number): string {
  return encodeFrame({ type: 'message.status.updated', ...payloadOf(mark), at: isoTime(at) });
}
