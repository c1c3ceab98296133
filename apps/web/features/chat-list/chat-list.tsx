import type { ChatItem } from '@parley/client/views/chat-item';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { moveFocus } from '../../ui/roving-list.ts';
import { ChatRow } from './chat-row.tsx';

/** Height of a row in px; all are the same. */
const rowHeight = 76;

interface ChatListProps {
  readonly chats: readonly ChatItem[];
  readonly openId: string | undefined;
}

/** Rows of chats, drawn only where they are seen. One stop for Tab; the arrow keys move within. */
export function ChatList({ chats, openId }: ChatListProps) {
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const [focusedId, setFocusedId] = useState<string>();
  const virtualizer = useVirtualizer({
    count: chats.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => chats[index]?.id ?? index,
    overscan: 6,
  });
  const tabStop = [focusedId, openId].find((id) => chats.some((chat) => chat.id === id)) ?? chats[0]?.id;

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-[calc(4rem+env(safe-area-inset-bottom))]">
      <ul aria-label={t('chats.title')} className="relative" style={{ height: virtualizer.getTotalSize() }} onKeyDown={moveFocus}>
        {virtualizer.getVirtualItems().map((item) => {
          const chat = chats[item.index];
          if (!chat) return null;
          return (
            <li
              key={item.key}
              className="absolute inset-x-0 top-0 px-2"
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              <ChatRow
                chat={chat}
                open={chat.id === openId}
                tabStop={chat.id === tabStop}
                onFocus={() => setFocusedId(chat.id)}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
