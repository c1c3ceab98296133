import { z } from 'zod';
import { PAGE_SIZE_MAX } from '../limits.ts';

/** `GET /sync`: without a cursor, the most recent chats with their last messages first. */
export const syncQuery = z.object({
  cursor: z.string().min(1).max(4096).optional(),
  /** Messages and changes of one answer, at the most. */
  limit: z.coerce.number().int().min(1).max(1000).default(PAGE_SIZE_MAX),
});
