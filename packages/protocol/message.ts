import { z } from 'zod';
import { contentSchema } from './content.ts';
import { idSchema, seqSchema, timeSchema } from './scalars.ts';

/** The message that another answers. `preview` is empty once that was deleted for everyone. */
export const replySchema = z
  .object({ id: idSchema, seq: seqSchema, senderId: idSchema, preview: z.string() })
  .meta({ id: 'Reply' });

export const reactionSchema = z
  .object({
    emoji: z.string(),
    count: z.number().int().min(0),
    /** Whether the one who asks is among them. */
    mine: z.boolean(),
  })
  .meta({ id: 'Reaction' });

/**
 * A message. In live frames, which are the same for everyone, what is personal (`status`, `starred`, `mine`) is absent or
 * false; clients know it from the watermarks and their own actions.
 */
export const messageSchema = z
  .object({
    id: idSchema,
    chatId: idSchema,
    seq: seqSchema,
    senderId: idSchema,
    clientMsgId: idSchema,
    createdAt: timeSchema,
    editedAt: timeSchema.optional(),
    /** Deleted for everyone, or its time is over; the content is then `{type: 'system', event: 'message.deleted' | 'message.expired'}`. */
    deletedAt: timeSchema.optional(),
    /** When it disappears for everyone. A device takes it away by its own clock, whether or not it is told. */
    expiresAt: timeSchema.optional(),
    content: contentSchema,
    replyTo: replySchema.optional(),
    /** Id of the message that this one repeats. */
    forwardedFrom: idSchema.optional(),
    mentions: z.array(idSchema).optional(),
    reactions: z.array(reactionSchema).optional(),
    /** Own messages only. */
    status: z.enum(['sent', 'delivered', 'read']).optional(),
    /** Starred by the one who asks. */
    starred: z.boolean().optional(),
  })
  .meta({ id: 'Message' });

/** What a message was before an edit. */
export const editRecordSchema = z.object({ content: contentSchema, at: timeSchema }).meta({ id: 'EditRecord' });

/** When a message reached one of its recipients. */
export const receiptSchema = z
  .object({ userId: idSchema, deliveredAt: timeSchema.optional(), readAt: timeSchema.optional() })
  .meta({ id: 'Receipt' });

/** A stretch of a chat, ascending by `seq`. */
export const historySchema = z
  .object({ items: z.array(messageSchema), hasMoreBefore: z.boolean(), hasMoreAfter: z.boolean() })
  .meta({ id: 'History' });

export type Reply = z.infer<typeof replySchema>;
export type Reaction = z.infer<typeof reactionSchema>;
export type Message = z.infer<typeof messageSchema>;
export type EditRecord = z.infer<typeof editRecordSchema>;
export type Receipt = z.infer<typeof receiptSchema>;
export type History = z.infer<typeof historySchema>;
