import type { Chat } from '@parley/protocol/chat';
import type { User } from '@parley/protocol/user';
import type { ChatRecord } from '../store/records.ts';
import { drain } from './drain.ts';
import type { Intake } from './intake.ts';
import { type ChatSource, mergeChat } from './merge-chat.ts';
import { putMessage } from './put-message.ts';
import { cover } from './ranges.ts';

/** Takes in a chat as the server tells it, with the people in it and, where it starts the history here, its last message. */
export async function takeChat(intake: Intake, incoming: Chat, source: ChatSource): Promise<ChatRecord> {
  const { tx, userId, outcome } = intake;
  const known = await tx.chat(incoming.id);
  let record = mergeChat(known, incoming, source, userId);
  const last = incoming.lastMessage;
  if (known === undefined && last !== undefined && record.head >= last.seq) {
    await putMessage(tx, record, last, 0, userId);
    record = { ...record, covered: cover(record.covered, last.seq, record.head) };
  }
  await tx.putChat(record);
  await tx.putUsers(peopleOf(incoming));
  outcome.chats.push(incoming);
  const after = await drain(intake, record);
  if (after.chat.lastSeq > after.head || after.chat.messagesVersion > after.version) outcome.gaps.add(incoming.id);
  return after;
}

function peopleOf(chat: Chat): User[] {
  const people = (chat.members ?? []).map((member) => member.user);
  return chat.peer === undefined ? people : [...people, chat.peer];
}
