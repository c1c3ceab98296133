import { z } from 'zod';
import { chatSchema } from './chat.ts';
import { messageSchema } from './message.ts';
import { idSchema, seqSchema } from './scalars.ts';

/** A change of a message that was there before. */
export const changeSchema = z
  .object({
    type: z.enum([
      'message.edited',
      'message.deleted',
      'message.reaction',
      'message.hidden',
      'message.starred',
      'message.pinned',
    ]),
    chatId: idSchema,
    /** The chat's `messagesVersion` after it. */
    version: z.number().int().min(0),
    seq: seqSchema,
    /** The message as it is now. Absent where it was hidden from the one who asks. */
    message: messageSchema.optional(),
  })
  .meta({ id: 'Change' });

/** What somebody missed since a cursor: each message and change once, in order within its chat. */
export const syncSchema = z
  .object({
    /** What to send next time. */
    cursor: z.string(),
    /** Chats that are new or whose state changed. */
    chats: z.array(chatSchema),
    messages: z.array(messageSchema),
    changes: z.array(changeSchema),
    /** Ids of chats that the person is no longer in. */
    removedChats: z.array(idSchema),
    /** Ask again at once with the new cursor. */
    hasMore: z.boolean(),
  })
  .meta({ id: 'Sync' });

export type Change = z.infer<typeof changeSchema>;
export type Sync = z.infer<typeof syncSchema>;
