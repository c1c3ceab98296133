import type { Message } from '@parley/protocol/message';
import type { ServerFrame, ServerFrameOf } from '@parley/protocol/ws/server-frames';
import { settleSend } from '../outbox/settle-send.ts';
import { isChangeFrame } from './change-message.ts';
import { drain } from './drain.ts';
import { heldOf } from './held.ts';
import type { Intake } from './intake.ts';
import { raiseMarks, sharedPart } from './merge-chat.ts';

/** Takes in one live frame. Frames that change nothing in the store are ignored. */
export async function takeFrame(intake: Intake, frame: ServerFrame): Promise<void> {
  if (isChangeFrame(frame)) {
    heldOf(intake.held, frame.chatId).changes.set(frame.version, frame);
    await drainChat(intake, frame.chatId);
    return;
  }
  switch (frame.type) {
    case 'message.new':
      await takeMessage(intake, frame.message);
      return;
    case 'message.status.updated':
      await takeMarks(intake, frame);
      return;
    case 'chat.updated':
      await takeChatInfo(intake, frame);
      return;
    // What these frames say is not enough, or may be overtaken by what came later: the chat is looked at afresh.
    case 'chat.created':
    case 'chat.removed':
    case 'group.member.added':
    case 'group.member.removed':
      intake.outcome.stale.add(frame.chatId);
      return;
    case 'scheduled.updated':
      intake.outcome.scheduled.add(frame.chatId);
      return;
    default:
  }
}

/** Takes in a message that came live, or an own one that was just accepted. */
export async function takeMessage(intake: Intake, message: Message): Promise<void> {
  const { tx, userId, held } = intake;
  const chat = await tx.chat(message.chatId);
  const isKnown = chat !== undefined && intake.place(chat.head, message.seq) === 'known';
  // Also one that a sync has brought already while others before it are still missing.
  if (isKnown || (await tx.message(message.chatId, message.seq)) !== undefined) {
    await settleSend(tx, message, userId);
    return;
  }
  if (chat !== undefined && message.seq <= chat.askUpTo) {
    intake.outcome.gaps.add(chat.id);
    return;
  }
  heldOf(held, message.chatId).messages.set(message.seq, message);
  await drainChat(intake, message.chatId);
}

async function drainChat(intake: Intake, chatId: string): Promise<void> {
  const chat = await intake.tx.chat(chatId);
  if (chat === undefined) intake.outcome.stale.add(chatId);
  else await drain(intake, chat);
}

async function takeMarks({ tx, outcome }: Intake, frame: ServerFrameOf<'message.status.updated'>): Promise<void> {
  const chat = await tx.chat(frame.chatId);
  if (chat === undefined) {
    // An answer that is under way may be older than this frame.
    outcome.stale.add(frame.chatId);
    return;
  }
  const marks = raiseMarks(chat.marks, frame.userId, {
    ...(frame.deliveredSeq === undefined ? {} : { deliveredSeq: frame.deliveredSeq }),
    ...(frame.readSeq === undefined ? {} : { readSeq: frame.readSeq }),
  });
  if (marks === chat.marks) return;
  await tx.putChat({ ...chat, marks });
  outcome.receipts.push(frame);
}

async function takeChatInfo({ tx, outcome }: Intake, frame: ServerFrameOf<'chat.updated'>): Promise<void> {
  const known = await tx.chat(frame.chatId);
  const info = frame.chat;
  if (known === undefined || info === undefined || info.memberCount !== known.chat.memberCount) {
    outcome.stale.add(frame.chatId);
    return;
  }
  if (info.version <= known.chat.version) return;
  const chat = { ...known.chat, ...sharedPart(info) };
  await tx.putChat({ ...known, chat });
  // The frame skipped a version: something else about the chat (a role, say) may have changed.
  if (info.version > known.chat.version + 1) outcome.stale.add(frame.chatId);
  outcome.chats.push(chat);
}
