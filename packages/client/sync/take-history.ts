import type { History, Message } from '@parley/protocol/message';
import { settleSendsUpTo } from '../outbox/settle-send.ts';
import { drain } from './drain.ts';
import type { Intake } from './intake.ts';
import { raiseMarks } from './merge-chat.ts';
import { putMessage } from './put-message.ts';
import { cover, rangeAt } from './ranges.ts';

/** What was asked of the history, and what was known when it was asked. */
export interface HistoryQuestion {
  readonly chatId: string;
  /** The answer reaches up from here: everything after this seq … */
  readonly after?: number;
  /** … or down from here: everything before this seq. Neither: the neighbourhood of some message. */
  readonly before?: number;
  /** The highest seq that was known to exist; an answer that goes to the end contains it. */
  readonly knownTo: number;
  /** `version` of the chat record when the question was sent. */
  readonly version: number;
}

/**
 * Takes in a stretch of the history. Answers false, and takes in nothing, when a change came between question and answer:
 * the answer may be older than the change, so it has to be asked for again.
 */
export async function takeHistory(intake: Intake, question: HistoryQuestion, answer: History): Promise<boolean> {
  const { tx, userId, outcome } = intake;
  const chat = await tx.chat(question.chatId);
  if (chat === undefined) return true;
  if (chat.version !== question.version) return false;

  let { marks } = chat;
  for (const message of answer.items) {
    marks = raiseMarks(marks, message.senderId, { readSeq: message.seq });
    const isNew = await putMessage(tx, chat, message, question.version, userId);
    if (isNew && message.seq > chat.head) outcome.added.push(message);
  }
  const [from, to] = extent(question, answer, chat.chat.me.joinedSeq);
  const covered = cover(chat.covered, from, to);
  const filled = question.after === chat.head ? Math.max(chat.head, to) : chat.head;
  const head = Math.max(filled, rangeAt(covered, filled)?.[1] ?? filled);
  const record = { ...chat, covered, head, marks };
  await tx.putChat(record);
  if (head > chat.head) {
    outcome.grown.add(chat.id);
    await settleSendsUpTo(tx, chat.id, head);
  }
  await drain(intake, record);
  return true;
}

/** Which seqs the answer speaks for: seqs in it without a message are hidden from this person. */
function extent({ after, before, knownTo }: HistoryQuestion, answer: History, joinedSeq: number): [from: number, to: number] {
  const first: Message | undefined = answer.items[0];
  const last = answer.items.at(-1);
  const start = after !== undefined ? after + 1 : answer.hasMoreBefore ? first?.seq : joinedSeq + 1;
  const end = before !== undefined ? before - 1 : answer.hasMoreAfter ? last?.seq : Math.max(knownTo, last?.seq ?? 0);
  return start === undefined || end === undefined ? [1, 0] : [start, end];
}
