import { z } from 'zod';
import { messageSchema } from './message.ts';

/** A message that was found, and where in its text the words are: offset and length in UTF-16 code units. */
export const searchHitSchema = z
  .object({
    message: messageSchema,
    highlights: z.array(z.object({ offset: z.number().int().min(0), length: z.number().int().min(1) })),
  })
  .meta({ id: 'SearchHit' });

export type SearchHit = z.infer<typeof searchHitSchema>;
