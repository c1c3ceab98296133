import type { ConversationSnapshot, ConversationView } from '@parley/client/views/conversation';
import type { VirtualItem } from '@tanstack/react-virtual';
import { useEffect } from 'react';

/** Rows from an end at which the next page is asked for. */
const margin = 12;

/** Widens the history before the reader reaches its end, in either direction. */
export function usePaging(
  view: ConversationView,
  conversation: ConversationSnapshot,
  items: readonly VirtualItem[],
  enabled: boolean,
): void {
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { hasOlder, hasNewer, loading, messages } = conversation;
  useEffect(() => {
    if (!enabled || loading || items.length === 0) return;
    // A page that can't be had now (no network) is asked for again on the next scroll.
    if (hasOlder && first < margin) void view.loadOlder().catch(() => undefined);
    else if (hasNewer && last > messages.length - margin) void view.loadNewer().catch(() => undefined);
  }, [view, enabled, loading, hasOlder, hasNewer, first, last, messages.length, items.length]);
}
