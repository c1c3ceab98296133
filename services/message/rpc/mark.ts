import type { Plain } from '@parley/kernel/contract';
import type { MarkRequest } from '@parley/proto/parley/message/v1/message_pb';
import type { Methods } from '../context.ts';
import { invalid, parseId, parseSeq } from '../domain/input.ts';
import type { MarkKind } from '../receipts/mark-queue.ts';
import type { Receipts } from '../receipts/receipts.ts';

const MAX_MARKS = 10_000;

/** What MarkRead and MarkDelivered share: all marks of a request are in one batch, and it is answered when that is durable. */
export function markMethod(receipts: Pick<Receipts, 'mark'>, kind: MarkKind): Methods['markRead'] {
  return {
    allow: ['service'],
    async handle({ marks }) {
      const parsed = parseMarks(marks);
      await Promise.all(parsed.map((mark) => receipts.mark(kind, mark.userId, mark.chatId, mark.upToSeq)));
      return {};
    },
  };
}

/** Throws before anything is taken on. */
function parseMarks(marks: Plain<MarkRequest>['marks']): Plain<MarkRequest>['marks'] {
  if (marks.length > MAX_MARKS) throw invalid('marks', `must be at most ${MAX_MARKS}`);
  return marks.map(({ userId, chatId, upToSeq }, index) => ({
    userId: parseId(userId, `marks.${index}.userId`),
    chatId: parseId(chatId, `marks.${index}.chatId`),
    upToSeq: parseSeq(upToSeq, `marks.${index}.upToSeq`),
  }));
}
