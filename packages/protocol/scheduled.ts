import { z } from 'zod';
import { draftContentSchema } from './content.ts';
import { idSchema, timeSchema } from './scalars.ts';

/** A message of one's own that is to be sent later. */
export const scheduledMessageSchema = z
  .object({
    id: idSchema,
    chatId: idSchema,
    clientMsgId: idSchema,
    content: draftContentSchema,
    replyToId: idSchema.optional(),
    sendAt: timeSchema,
    createdAt: timeSchema,
    /** `failed`: it could not be sent at its time. It stays until it is sent, given a new time or deleted. */
    status: z.enum(['scheduled', 'failed']),
    /** Why it failed: the code of an error. */
    errorCode: z.string().optional(),
  })
  .meta({ id: 'ScheduledMessage' });

export type ScheduledMessage = z.infer<typeof scheduledMessageSchema>;
