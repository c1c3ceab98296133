import { z } from 'zod';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from './limits.ts';

/** One page of a list. `nextCursor` is null on the last one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** Schema of a page of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** `?limit=`, as a query string has it. */
export const limitQuery = z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(PAGE_SIZE_DEFAULT);

/** `?limit=&cursor=` of every list. */
export const pageQuerySchema = z.object({ limit: limitQuery, cursor: z.string().min(1).max(1024).optional() });

export type PageQuery = z.infer<typeof pageQuerySchema>;
