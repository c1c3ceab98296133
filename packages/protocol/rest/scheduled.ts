import { z } from 'zod';
import { draftContentSchema } from '../content.ts';
import { pageQuerySchema } from '../page.ts';
import { idSchema, inputTimeSchema } from '../scalars.ts';

/** `GET /scheduled-messages`: of one chat, or of all. */
export const scheduledQuery = pageQuerySchema.extend({ chatId: idSchema.optional() });

/** `PATCH /scheduled-messages/{id}`: what is absent stays. */
export const updateScheduledBody = z
  .object({ content: draftContentSchema.optional(), sendAt: inputTimeSchema.optional() })
  .meta({ id: 'UpdateScheduledMessage' });

export type UpdateScheduledBody = z.input<typeof updateScheduledBody>;
