import type { ChatItem } from '@parley/client/views/chat-item';
import { useEffect, useSyncExternalStore } from 'react';
import { useParley } from '../../app/parley-context.ts';
import type { ListVirtualizer } from './list-virtualizer.ts';
import type { Row } from './rows.ts';

/** Marks as read what has been in sight while the person was looking at the page. */
export function useMarkRead(chat: ChatItem, rows: readonly Row[], virtualizer: ListVirtualizer): void {
  const { messages } = useParley();
  const looking = useSyncExternalStore(subscribeToLooking, isLooking);
  const seen = lastSeqInSight(rows, virtualizer);
  useEffect(() => {
    if (looking && seen > chat.readSeq) void messages.markRead(chat.id, seen);
  }, [looking, seen, chat.readSeq, chat.id, messages]);
}

function lastSeqInSight(rows: readonly Row[], virtualizer: ListVirtualizer): number {
  const end = virtualizer.range?.endIndex ?? -1;
  for (let index = end; index >= 0; index -= 1) {
    const row = rows[index];
    if ((row?.kind === 'message' || row?.kind === 'system') && row.message.seq !== undefined) return row.message.seq;
  }
  return 0;
}

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}

function subscribeToLooking(listener: () => void): () => void {
  addEventListener('focus', listener);
  addEventListener('blur', listener);
  document.addEventListener('visibilitychange', listener);
  return () => {
    removeEventListener('focus', listener);
    removeEventListener('blur', listener);
    document.removeEventListener('visibilitychange', listener);
  };
}
