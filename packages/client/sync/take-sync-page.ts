import type { Message } from '@parley/protocol/message';
import type { Change, Sync } from '@parley/protocol/sync';
import { settleCommands } from '../outbox/settle-commands.ts';
import type { ChatRecord } from '../store/records.ts';
import { grownChat } from './append.ts';
import { drain } from './drain.ts';
import { emptyQuotes } from './empty-quotes.ts';
import type { Intake } from './intake.ts';
import { raiseMarks } from './merge-chat.ts';
import { putMessage } from './put-message.ts';
import { cover, rangeAt } from './ranges.ts';
import { takeChat } from './take-chat.ts';

/** Changes wait while a sync is under way, so nothing that is stored can be newer than what it tells. */
const NEWEST = Number.MAX_SAFE_INTEGER;

/** Takes in one page of a sync, and its cursor with it, so that neither stands without the other. */
export async function takeSyncPage(intake: Intake, page: Sync, first: boolean): Promise<void> {
  const { tx, outcome, held } = intake;
  for (const chat of page.chats) await takeChat(intake, chat, first ? 'first-sync' : 'later');

  const told = new Set(page.chats.map((chat) => chat.id));
  for (const [chatId, messages] of byChat(page.messages)) {
    const chat = await tx.chat(chatId);
    if (chat === undefined) outcome.stale.add(chatId);
    else await takeMessages(intake, chat, messages, first);
  }
  for (const change of page.changes) await takeChange(intake, change, told.has(change.chatId));
  for (const [chatId, deleted] of Map.groupBy(page.changes.filter(isDeletion), (change) => change.chatId))
    await emptyQuotes(intake, chatId, new Set(deleted.map(({ seq }) => seq)));
  for (const chatId of page.removedChats) {
    await tx.removeChat(chatId);
    held.chats.delete(chatId);
    outcome.removedChats.push(chatId);
  }
  await tx.setMeta('cursor', page.cursor);
  await tx.setMeta('unfinishedSync', page.hasMore ? true : undefined);
}

/** Messages of one chat, ascending. Between two of them nothing is missing; between the head and the first, something may be. */
async function takeMessages(intake: Intake, chat: ChatRecord, messages: readonly Message[], first: boolean): Promise<void> {
  const { tx, userId, outcome } = intake;
  let record = chat;
  let previous: number | undefined;
  for (const message of messages) {
    const isNew = await putMessage(tx, record, message, NEWEST, userId);
    if (isNew && !first) outcome.added.push(message);
    const covered = cover(record.covered, previous === undefined ? message.seq : previous + 1, message.seq);
    const head = intake.place(record.head, message.seq) === 'next' ? message.seq : record.head;
    previous = message.seq;
    record = {
      ...record,
      covered,
      head: Math.max(head, rangeAt(covered, head)?.[1] ?? head),
      chat: grownChat(record.chat, message),
      marks: raiseMarks(record.marks, message.senderId, { readSeq: message.seq }),
    };
  }
  await tx.putChat(record);
  outcome.grown.add(chat.id);
  record = await drain(intake, record);
  if (record.chat.lastSeq > record.head) outcome.gaps.add(chat.id);
}

async function takeChange(intake: Intake, change: Change, chatTold: boolean): Promise<void> {
  const { tx, outcome } = intake;
  const { chatId, seq, version, message } = change;
  const chat = await tx.chat(chatId);
  if (chat === undefined) return;
  const known = await tx.message(chatId, seq);
  if (known !== undefined) {
    if (message === undefined) await tx.removeMessage(chatId, seq);
    else {
      await tx.putMessages([{ ...known, version: Math.max(version, known.version), message }]);
      outcome.changed.push(message);
    }
    await settleCommands(tx, known.message);
  }
  if (version > chat.version) await tx.putChat({ ...chat, version });
  if (change.type === 'message.pinned' && !chatTold) outcome.stale.add(chatId);
}

/** For everyone. The message is absent when this person has hidden it too. */
function isDeletion({ type, message }: Change): boolean {
  return type === 'message.deleted' || message?.deletedAt !== undefined;
}

function byChat(messages: readonly Message[]): Map<string, Message[]> {
  return Map.groupBy(messages, (message) => message.chatId);
}
