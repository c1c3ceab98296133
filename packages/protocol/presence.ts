import { z } from 'zod';
import { idSchema, timeSchema } from './scalars.ts';

/** Whether a person is there. Where it is hidden, `online` is false and `lastSeenAt` absent. */
export const presenceSchema = z
  .object({ userId: idSchema, online: z.boolean(), lastSeenAt: timeSchema.optional() })
  .meta({ id: 'Presence' });

export type Presence = z.infer<typeof presenceSchema>;
