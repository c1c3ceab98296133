import type { MessageItem } from '@parley/client/views/message-item';
import { startOfDay } from '../../i18n/format.ts';

/** A line of the conversation. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | { readonly kind: 'system'; readonly key: string; readonly message: MessageItem }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: MessageItem;
      /** First and last of a run of messages by one person. */
      readonly first: boolean;
      readonly last: boolean;
    };

/** Messages of one person that are closer together than this (ms) form a run. */
const runGap = 5 * 60_000;

/** Lays messages (oldest first) out as rows: days, the line where unread ones begin, and runs of one person's messages. */
export function buildRows(messages: readonly MessageItem[], unreadFrom: number | undefined): readonly Row[] {
  const rows: Row[] = [];
  let unreadShown = false;
  messages.forEach((message, index) => {
    const previous = messages[index - 1];
    const next = messages[index + 1];
    if (!previous || startOfDay(previous.at) !== startOfDay(message.at)) {
      rows.push({ kind: 'day', key: `day-${message.key}`, at: message.at });
    }
    const startsUnread = !unreadShown && unreadFrom !== undefined && message.seq !== undefined && message.seq >= unreadFrom;
    if (startsUnread) {
      unreadShown = true;
      rows.push({ kind: 'unread', key: 'unread' });
    }
    if (message.content.type === 'system' && !message.deleted) {
      rows.push({ kind: 'system', key: message.key, message });
      return;
    }
    const first = startsUnread || !previous || !inOneRun(previous, message);
    const last = !next || !inOneRun(message, next) || (next.seq !== undefined && next.seq === unreadFrom);
    rows.push({ kind: 'message', key: message.key, message, first, last });
  });
  return rows;
}

function inOneRun(a: MessageItem, b: MessageItem): boolean {
  const system = (a.content.type === 'system' && !a.deleted) || (b.content.type === 'system' && !b.deleted);
  return !system && a.senderId === b.senderId && b.at - a.at < runGap && startOfDay(a.at) === startOfDay(b.at);
}

/** Where the message with a seq is, or `-1`. */
export function rowOfSeq(rows: readonly Row[], seq: number): number {
  return rows.findIndex((row) => (row.kind === 'message' || row.kind === 'system') && row.message.seq === seq);
}
