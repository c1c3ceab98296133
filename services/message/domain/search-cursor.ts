import { invalid } from './input.ts';

/** A place in the hits of a search, newest first. */
export interface SearchPlace {
  /** Epoch ms. */
  readonly createdAt: number;
  readonly chatId: string;
  readonly seq: number;
}

/** Before all hits. */
export const SEARCH_START: SearchPlace = {
  createdAt: Number.MAX_SAFE_INTEGER,
  chatId: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  seq: Number.MAX_SAFE_INTEGER,
};

const PLACE = /^(\d{1,16}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(\d{1,16})$/;

/** The place as an opaque string. */
export function encodeSearchCursor({ createdAt, chatId, seq }: SearchPlace): string {
  return Buffer.from(`${createdAt}:${chatId}:${seq}`).toString('base64url');
}

/** Throws `request.invalid` for anything that `encodeSearchCursor` didn't make. */
export function decodeSearchCursor(cursor: string): SearchPlace {
  const [, createdAt, chatId, seq] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (createdAt === undefined || chatId === undefined || seq === undefined) throw invalid('cursor', 'is not one of this search');
  return { createdAt: Number(createdAt), chatId, seq: Number(seq) };
}
