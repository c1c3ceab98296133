import type { ChatItem } from '@parley/client/views/chat-item';
import type { ConversationSnapshot, ConversationView } from '@parley/client/views/conversation';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useMemo, useRef } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { moveFocus } from '../../ui/roving-list.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { EmptyConversation } from './empty-conversation.tsx';
import { FloatingDay } from './floating-day.tsx';
import { MessageOverlays } from './message-overlays.tsx';
import { RowView } from './row-view.tsx';
import { buildRows } from './rows.ts';
import { ScrollToLatest } from './scroll-to-latest.tsx';
import { useJump } from './use-jump.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useMessageMenu } from './use-message-menu.ts';
import { useOpeningPosition } from './use-opening-position.ts';
import { usePaging } from './use-paging.ts';

interface MessageListProps {
  readonly view: ConversationView;
  readonly conversation: ConversationSnapshot;
  readonly chat: ChatItem;
}

/** The history: only the rows in sight exist, older pages join at the top without a jolt, the end is followed while it is in sight. */
export function MessageList({ view, conversation, chat }: MessageListProps) {
  const t = useT();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(
    () => buildRows(conversation.messages, conversation.unreadFrom),
    [conversation.messages, conversation.unreadFrom],
  );
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 48,
    getItemKey,
    overscan: 8,
    paddingStart: 12,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: !conversation.hasNewer,
    scrollEndThreshold: 80,
  });
  const items = virtualizer.getVirtualItems();
  const menu = useMessageMenu(conversation.messages);
  const opened = useOpeningPosition(scroller, virtualizer, rows, conversation);
  usePaging(view, conversation, items, opened);
  useMarkRead(chat, rows, virtualizer);
  const flashing = useJump(view, conversation, virtualizer, rows);

  if (rows.length === 0) return <EmptyConversation chat={chat} />;
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t('chat.messages')}
        data-testid="messages"
        className="h-full overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
        onKeyDown={moveFocus}
      >
        <div className="relative mx-auto w-full max-w-3xl" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className="absolute inset-x-0 top-0 px-3 sm:px-5"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <RowView row={row} tabStop={item.index === rows.length - 1} flashing={flashing === row.key} onMenu={menu.open} />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {conversation.loading ? (
        <div className="pointer-events-none absolute inset-x-0 top-3 grid place-items-center text-accent">
          <span className="grid size-9 place-items-center rounded-full bg-raised shadow-raised">
            <Spinner />
          </span>
        </div>
      ) : null}
      <FloatingDay virtualizer={virtualizer} rows={rows} />
      <ScrollToLatest view={view} conversation={conversation} chat={chat} virtualizer={virtualizer} />
      <MessageOverlays menu={menu} />
    </div>
  );
}
