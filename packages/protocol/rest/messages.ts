import { z } from 'zod';
import { draftContentSchema } from '../content.ts';
import { MAX_EMOJI_BYTES, MAX_FORWARD_CHATS, MAX_IDS } from '../limits.ts';
import { limitQuery } from '../page.ts';
import { boundedText, idSchema, inputTimeSchema, seqSchema } from '../scalars.ts';

/** `POST /messages`. With `sendAt`, at most a year away, it is kept and sent then. */
export const sendMessageBody = z
  .object({
    chatId: idSchema,
    clientMsgId: idSchema,
    content: draftContentSchema,
    replyToId: idSchema.optional(),
    sendAt: inputTimeSchema.optional(),
  })
  .meta({ id: 'SendMessage' });

/** `PATCH /messages/{id}` */
export const editMessageBody = z.object({ content: draftContentSchema }).meta({ id: 'EditMessage' });

/** `DELETE /messages/{id}?for=` */
export const deleteMessageQuery = z.object({ for: z.enum(['me', 'everyone']).default('me') });

/** `{emoji}` of a reaction's path. */
export const emojiSchema = boundedText(MAX_EMOJI_BYTES, { min: 1 });

const messageIds = z.array(idSchema).min(1).max(MAX_IDS);

/** `POST /messages/read` and `/messages/delivered`: single messages, or all of a chat up to one. */
export const markBody = z
  .union(
    [z.object({ messageIds }), z.object({ chatId: idSchema, upToSeq: seqSchema })],
    'give either messageIds, or chatId and upToSeq',
  )
  .meta({ id: 'Mark' });

/** `POST /messages/forward`. With an `idempotencyKey` a repeated request forwards nothing twice. */
export const forwardBody = z
  .object({
    messageIds,
    chatIds: z.array(idSchema).min(1).max(MAX_FORWARD_CHATS),
    idempotencyKey: idSchema.optional(),
  })
  .meta({ id: 'Forward' });

const seqQuery = z.coerce.number().int().min(0).optional();

/** `GET /chats/{id}/messages`: the latest, or those before, after or around a `seq`. */
export const historyQuery = z
  .object({ before: seqQuery, after: seqQuery, around: seqQuery, limit: limitQuery })
  .refine((query) => [query.before, query.after, query.around].filter((seq) => seq !== undefined).length <= 1, {
    error: 'give at most one of before, after and around',
    path: ['before'],
  });

export type SendMessageBody = z.input<typeof sendMessageBody>;
export type EditMessageBody = z.input<typeof editMessageBody>;
export type MarkBody = z.input<typeof markBody>;
export type ForwardBody = z.input<typeof forwardBody>;
