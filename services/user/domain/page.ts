import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '@parley/protocol/limits';

/** Where a page of a list that is ordered by an id begins, and how long it is. */
export interface PageRequest {
  /** The page begins behind this id. */
  readonly after: string | null;
  readonly limit: number;
}

/** Reads the limit (0 for the default) and the cursor of a list request; throws `request.invalid`. */
export function parsePage(request: { readonly limit: number; readonly cursor?: string | undefined }): PageRequest {
  if (request.cursor !== undefined && !isUuid(request.cursor)) {
    throw fail('request.invalid', { issues: [{ path: 'cursor', message: 'Must be a cursor of this list.' }] });
  }
  const limit = request.limit > 0 ? Math.min(request.limit, PAGE_SIZE_MAX) : PAGE_SIZE_DEFAULT;
  return { after: request.cursor ?? null, limit };
}

/** The page out of rows of which one more than the limit was asked for, and the cursor of the next page if there is one. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  idOf: (row: Row) => string,
): { page: Row[]; nextCursor: string | undefined } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: rows.length > limit && last !== undefined ? idOf(last) : undefined };
}
