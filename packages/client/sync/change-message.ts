import type { Message } from '@parley/protocol/message';
import type { ServerFrameOf } from '@parley/protocol/ws/server-frames';
import { expiredMessage } from './expired-message.ts';

/** The live frames that tell of a change of a message that was there before. */
export type ChangeFrame = ServerFrameOf<
  'message.edited' | 'message.deleted' | 'message.reaction' | 'message.pinned' | 'message.starred'
>;

const CHANGE_TYPES: ReadonlySet<string> = new Set<ChangeFrame['type']>([
  'message.edited',
  'message.deleted',
  'message.reaction',
  'message.pinned',
  'message.starred',
]);

export function isChangeFrame(frame: { readonly type: string }): frame is ChangeFrame {
  return CHANGE_TYPES.has(frame.type);
}

/** The message after a change, as `userId` sees it; undefined when it is hidden from now on. Taking a change in twice is harmless. */
export function changeMessage(message: Message, frame: ChangeFrame, userId: string): Message | undefined {
  switch (frame.type) {
    case 'message.edited':
      return { ...message, content: frame.content, mentions: frame.mentions, editedAt: frame.editedAt };
    case 'message.deleted':
      if (frame.for === 'me') return undefined;
      return frame.expired === true ? expiredMessage(message, frame.deletedAt) : deletedMessage(message, frame.deletedAt);
    case 'message.reaction':
      return { ...message, reactions: withReaction(message.reactions ?? [], frame, userId) };
    case 'message.starred':
      return { ...message, starred: frame.starred };
    case 'message.pinned':
      return message;
  }
}

/** The trace that a message deleted for everyone leaves. */
export function deletedMessage(message: Message, deletedAt: string): Message {
  const { id, chatId, seq, senderId, clientMsgId, createdAt } = message;
  return { id, chatId, seq, senderId, clientMsgId, createdAt, deletedAt, content: { type: 'system', event: 'message.deleted' } };
}

type Reactions = NonNullable<Message['reactions']>;

function withReaction(reactions: Reactions, frame: ServerFrameOf<'message.reaction'>, userId: string): Reactions {
  const { emoji, count } = frame;
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  const mine = frame.userId === userId ? !frame.removed : (known?.mine ?? false);
  if (count <= 0) return reactions.filter((reaction) => reaction.emoji !== emoji);
  const changed = { emoji, count, mine };
  return known === undefined ? [...reactions, changed] : reactions.map((reaction) => (reaction === known ? changed : reaction));
}
