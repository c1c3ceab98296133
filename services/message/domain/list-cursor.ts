import type { ListPlace } from '../store/chat-states.ts';
import { invalid } from './input.ts';

const PLACE = /^(\d{1,19}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A place in a list of chats as an opaque string. */
export function encodeListCursor({ activity, chatId }: ListPlace): string {
  return Buffer.from(`${activity}:${chatId}`).toString('base64url');
}

/** Throws `request.invalid` for anything that `encodeListCursor` didn't make. */
export function decodeListCursor(cursor: string): ListPlace {
  const [, activity, chatId] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (activity === undefined || chatId === undefined || BigInt(activity) >= 2n ** 63n)
    throw invalid('cursor', 'is not one of this list');
  return { activity, chatId };
}
