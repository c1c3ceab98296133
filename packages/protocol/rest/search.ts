import { z } from 'zod';
import { MAX_SEARCH_BYTES } from '../limits.ts';
import { pageQuerySchema } from '../page.ts';
import { boundedText, idSchema, inputTimeSchema } from '../scalars.ts';

/** `GET /search/messages` */
export const searchMessagesQuery = pageQuerySchema.extend({
  q: boundedText(MAX_SEARCH_BYTES, { min: 1 }),
  chatId: idSchema.optional(),
  senderId: idSchema.optional(),
  type: z.enum(['text', 'image', 'video', 'audio', 'voice', 'document', 'location', 'contact', 'poll', 'sticker']).optional(),
  /** From this time on … */
  from: inputTimeSchema.optional(),
  /** … and before this one. */
  to: inputTimeSchema.optional(),
});
