import type { ConversationSnapshot } from '@parley/client/views/conversation';
import { useLayoutEffect, useRef, useState } from 'react';
import { usePlace } from '../../app/navigation.ts';
import type { ListVirtualizer } from './list-virtualizer.ts';
import type { Row } from './rows.ts';

/** Opens the history where reading goes on: at the line of unread messages, else at the end. True once that is done. */
export function useOpeningPosition(
  virtualizer: ListVirtualizer,
  rows: readonly Row[],
  conversation: ConversationSnapshot,
): boolean {
  const { at } = usePlace();
  const jumping = useRef(at !== undefined);
  const [opened, setOpened] = useState(false);
  useLayoutEffect(() => {
    if (opened || rows.length === 0 || conversation.status !== 'ready') return;
    setOpened(true);
    if (jumping.current) return;
    const unread = rows.findIndex((row) => row.kind === 'unread');
    if (unread < 0) virtualizer.scrollToEnd();
    else virtualizer.scrollToIndex(unread, { align: 'start' });
  }, [opened, rows, conversation.status, virtualizer]);
  return opened;
}
