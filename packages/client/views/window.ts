import type { ChatRecord, Range } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';
import { lastRange, rangeAt } from '../sync/ranges.ts';

/** Which part of a chat is shown: from `from` to `to`, or to the newest message when `to` is undefined. */
export interface Window {
  readonly from: number;
  readonly to?: number | undefined;
}

/** A window against what is stored. */
export interface WindowState {
  readonly from: number;
  readonly to: number;
  /** The unbroken stored stretch around it. */
  readonly stretch: Range;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** The newest `limit` messages of the newest stretch. */
export async function newestWindow(tx: StoreReader, chat: ChatRecord, limit: number): Promise<Window> {
  const [from, to] = newestStretch(chat);
  const newest = await tx.messages(chat.id, { from, to, limit, nearest: 'to' });
  return { from: newest.length < limit ? from : (newest[0]?.seq ?? from) };
}

/** About `limit` messages around one that is stored. */
export async function windowAround(tx: StoreReader, chat: ChatRecord, seq: number, limit: number): Promise<Window> {
  const [from, to] = rangeAt(chat.covered, seq) ?? newestStretch(chat);
  const half = Math.ceil(limit / 2);
  const before = await tx.messages(chat.id, { from, to: seq, limit: half, nearest: 'to' });
  const after = await tx.messages(chat.id, { from: seq + 1, to, limit: half, nearest: 'from' });
  const end = after.at(-1)?.seq ?? seq;
  return { from: before[0]?.seq ?? from, to: end >= chat.head ? undefined : end };
}

export function windowState(chat: ChatRecord, window: Window): WindowState {
  const stretch = window.to === undefined ? newestStretch(chat) : (rangeAt(chat.covered, window.from) ?? newestStretch(chat));
  const from = Math.max(stretch[0], Math.min(window.from, stretch[1] + 1));
  const to = window.to ?? stretch[1];
  const firstVisible = chat.chat.me.joinedSeq + 1;
  return {
    from,
    to,
    stretch,
    hasOlder: from > stretch[0] || (stretch[0] > firstVisible && stretch[0] > 1),
    hasNewer: window.to !== undefined && window.to < chat.head,
  };
}

/** The newest stored stretch; an empty one after the head when nothing is stored. */
function newestStretch(chat: ChatRecord): Range {
  return rangeAt(chat.covered, chat.head) ?? lastRange(chat.covered) ?? [chat.head + 1, chat.head];
}
