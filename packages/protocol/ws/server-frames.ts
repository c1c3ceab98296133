import { z } from 'zod';
import { chatInfoSchema } from '../chat.ts';
import { contentSchema } from '../content.ts';
import { messageSchema } from '../message.ts';
import { idSchema, seqSchema, timeSchema } from '../scalars.ts';

const ref = z.string().optional();

const frame = <T extends string, Shape extends z.ZodRawShape>(type: T, shape: Shape) =>
  z.object({ type: z.literal(type), ...shape });

/** The connection is authenticated. */
export const readyFrame = frame('ready', {
  sessionId: idSchema,
  userId: idSchema,
  serverTime: timeSchema,
  protocol: z.number().int(),
}).meta({
  id: 'ready',
});

/** Answers `message.send`: the message is durable. */
export const messageSentFrame = frame('message.sent', {
  ref,
  clientMsgId: idSchema,
  messageId: idSchema,
  chatId: idSchema,
  seq: seqSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema.optional(),
}).meta({ id: 'message.sent' });

/** Answers a frame that asked for something and has nothing else to say. */
export const okFrame = frame('ok', { ref }).meta({ id: 'ok' });
/** Answers `ping`. */
export const pongFrame = frame('pong', { ref }).meta({ id: 'pong' });

/** A frame could not be obeyed. The connection stays unless a close follows. */
export const errorFrame = frame('error', {
  ref,
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  /** Seconds to wait before a retry. */
  retryAfter: z.number().optional(),
  /** The message that was refused, where it was a `message.send`. */
  clientMsgId: idSchema.optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
}).meta({ id: 'error' });

/** To every device of every member, but the connection that sent it. */
export const messageNewFrame = frame('message.new', { message: messageSchema }).meta({ id: 'message.new' });

/** A member's watermarks moved: messages up to them were delivered to, or read by, this person. */
export const messageStatusUpdatedFrame = frame('message.status.updated', {
  chatId: idSchema,
  userId: idSchema,
  deliveredSeq: seqSchema.optional(),
  readSeq: seqSchema.optional(),
  at: timeSchema,
}).meta({ id: 'message.status.updated' });

/** To a person's own devices: what they have scheduled in a chat has changed; `GET /scheduled-messages` tells. */
export const scheduledUpdatedFrame = frame('scheduled.updated', { chatId: idSchema }).meta({ id: 'scheduled.updated' });

/** Which message changed, and the chat's `messagesVersion` after it. */
const changed = { chatId: idSchema, messageId: idSchema, seq: seqSchema, version: z.number().int().min(0) };

export const messageEditedFrame = frame('message.edited', {
  ...changed,
  content: contentSchema,
  mentions: z.array(idSchema).optional(),
  editedAt: timeSchema,
}).meta({ id: 'message.edited' });

/** With `for: 'me'` only to the devices of the one who hid it. */
export const messageDeletedFrame = frame('message.deleted', {
  ...changed,
  for: z.enum(['me', 'everyone']),
  deletedAt: timeSchema,
  /** Nobody deleted it: its time was over. */
  expired: z.literal(true).optional(),
}).meta({
  id: 'message.deleted',
});

/** Somebody set or took back a reaction; `count` is how many have this emoji now. */
export const messageReactionFrame = frame('message.reaction', {
  ...changed,
  userId: idSchema,
  emoji: z.string(),
  removed: z.boolean(),
  count: z.number().int().min(0),
}).meta({ id: 'message.reaction' });

export const messagePinnedFrame = frame('message.pinned', { ...changed, pinned: z.boolean(), by: idSchema }).meta({
  id: 'message.pinned',
});

/** Only to the devices of the one who did it. */
export const messageStarredFrame = frame('message.starred', { ...changed, starred: z.boolean() }).meta({ id: 'message.starred' });

/** A chat to fetch by `GET /chats/{id}`: what is personal in it is not in the frame. */
export const chatCreatedFrame = frame('chat.created', { chatId: idSchema, chat: chatInfoSchema.optional() }).meta({
  id: 'chat.created',
});

/** Without `chat`, something changed that only this person sees (mute, pin, draft …): fetch it. */
export const chatUpdatedFrame = frame('chat.updated', { chatId: idSchema, chat: chatInfoSchema.optional() }).meta({
  id: 'chat.updated',
});

/** This person is no longer in the chat. */
export const chatRemovedFrame = frame('chat.removed', { chatId: idSchema }).meta({ id: 'chat.removed' });

const membership = { chatId: idSchema, userIds: z.array(idSchema), by: idSchema };
export const groupMemberAddedFrame = frame('group.member.added', membership).meta({ id: 'group.member.added' });
export const groupMemberRemovedFrame = frame('group.member.removed', membership).meta({ id: 'group.member.removed' });

/** Lapses after 5 s unless it is repeated. */
export const typingFrame = frame('typing', { chatId: idSchema, userId: idSchema, active: z.boolean() }).meta({ id: 'typing' });

/** Presence of a person that this connection subscribed to. */
export const presenceUpdatedFrame = frame('presence.updated', {
  userId: idSchema,
  online: z.boolean(),
  lastSeenAt: timeSchema.optional(),
}).meta({ id: 'presence.updated' });

/** Something may have been missed: call `GET /sync`. */
export const resyncFrame = frame('resync', {}).meta({ id: 'resync' });

/** Every frame that the server may send. Clients ignore types and fields that they don't know. */
export const serverFrameSchema = z.discriminatedUnion('type', [
  readyFrame,
  messageSentFrame,
  okFrame,
  pongFrame,
  errorFrame,
  messageNewFrame,
  messageStatusUpdatedFrame,
  messageEditedFrame,
  messageDeletedFrame,
  messageReactionFrame,
  messagePinnedFrame,
  messageStarredFrame,
  scheduledUpdatedFrame,
  chatCreatedFrame,
  chatUpdatedFrame,
  chatRemovedFrame,
  groupMemberAddedFrame,
  groupMemberRemovedFrame,
  typingFrame,
  presenceUpdatedFrame,
  resyncFrame,
]);

export type ServerFrame = z.infer<typeof serverFrameSchema>;
export type ServerFrameType = ServerFrame['type'];
/** The server frame of one type. */
export type ServerFrameOf<T extends ServerFrameType> = Extract<ServerFrame, { readonly type: T }>;
