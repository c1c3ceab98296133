import { z } from 'zod';
import { draftContentSchema } from '../content.ts';
import { MAX_EMOJI_BYTES, MAX_IDS, MAX_REF_LENGTH } from '../limits.ts';
import { boundedText, idSchema, seqSchema } from '../scalars.ts';

/** What an answer or an error to this frame will carry, so that the client knows which it is. */
const ref = z.string().max(MAX_REF_LENGTH).optional();

const frame = <T extends string, Shape extends z.ZodRawShape>(type: T, shape: Shape) =>
  z.object({ type: z.literal(type), ref, ...shape });

/** First frame of a connection whose subprotocol carried no token. */
export const authFrame = frame('auth', { token: z.string().min(1).max(8192) }).meta({ id: 'auth' });

/** Answered by `message.sent` after the commit. The same `clientMsgId` never makes a second message. */
export const messageSendFrame = frame('message.send', {
  chatId: idSchema,
  clientMsgId: idSchema,
  content: draftContentSchema,
  replyToId: idSchema.optional(),
}).meta({ id: 'message.send' });

/** Answered by `ok`. */
export const messageEditFrame = frame('message.edit', { messageId: idSchema, content: draftContentSchema }).meta({
  id: 'message.edit',
});

/** Answered by `ok`. */
export const messageDeleteFrame = frame('message.delete', { messageId: idSchema, for: z.enum(['me', 'everyone']) }).meta({
  id: 'message.delete',
});

/** Answered by `ok`. */
export const messageReactFrame = frame('message.react', {
  messageId: idSchema,
  emoji: boundedText(MAX_EMOJI_BYTES, { min: 1 }),
  remove: z.boolean().optional(),
}).meta({ id: 'message.react' });

const mark = { chatId: idSchema, upToSeq: seqSchema };

/** All messages up to `upToSeq` are stored on this device. No answer. */
export const messageReceivedFrame = frame('message.received', mark).meta({ id: 'message.received' });
/** All messages up to `upToSeq` were read. No answer. */
export const messageReadFrame = frame('message.read', mark).meta({ id: 'message.read' });

/** No answer. Lapses after 5 s unless it is sent again. */
export const typingStartFrame = frame('typing.start', { chatId: idSchema }).meta({ id: 'typing.start' });
/** No answer. */
export const typingStopFrame = frame('typing.stop', { chatId: idSchema }).meta({ id: 'typing.stop' });

const people = { userIds: z.array(idSchema).min(1).max(MAX_IDS) };

/** Answered by `presence.updated` for each person, then on every change. */
export const presenceSubscribeFrame = frame('presence.subscribe', people).meta({ id: 'presence.subscribe' });
/** No answer. */
export const presenceUnsubscribeFrame = frame('presence.unsubscribe', people).meta({ id: 'presence.unsubscribe' });

/** Answered by `pong`. */
export const pingFrame = frame('ping', {}).meta({ id: 'ping' });

/** Every frame that a client may send. Unknown fields are ignored; unknown types are refused. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  authFrame,
  messageSendFrame,
  messageEditFrame,
  messageDeleteFrame,
  messageReactFrame,
  messageReceivedFrame,
  messageReadFrame,
  typingStartFrame,
  typingStopFrame,
  presenceSubscribeFrame,
  presenceUnsubscribeFrame,
  pingFrame,
]);

export type ClientFrame = z.infer<typeof clientFrameSchema>;
export type ClientFrameType = ClientFrame['type'];
/** The client frame of one type. */
export type ClientFrameOf<T extends ClientFrameType> = Extract<ClientFrame, { readonly type: T }>;
