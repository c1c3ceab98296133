import type { ChatItem } from '@parley/client/views/chat-item';
import { Link } from '@tanstack/react-router';
import { BellOff, Pin } from 'lucide-react';
import { memo } from 'react';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useNow } from '../../app/use-now.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { ChatAvatar } from './chat-avatar.tsx';
import { ChatRowMenu } from './chat-row-menu.tsx';
import { ChatRowPreview } from './chat-row-preview.tsx';
import { isMuted } from './muted.ts';
import { UnreadBadge } from './unread-badge.tsx';

interface ChatRowProps {
  readonly chat: ChatItem;
  readonly open: boolean;
  /** Whether Tab stops here. */
  readonly tabStop: boolean;
  readonly onFocus: () => void;
}

/** One chat of the list. */
export const ChatRow = memo(function ChatRow({ chat, open, tabStop, onFocus }: ChatRowProps) {
  const { format } = useI18n();
  const now = useNow();
  const title = useChatTitle(chat);
  const muted = isMuted(chat, now);
  return (
    <div className={classNames('group relative h-full rounded-2xl transition-colors', open ? 'bg-tint' : 'hover:bg-sunken')}>
      <Link
        to="/c/$chatId"
        params={{ chatId: chat.id }}
        search={{}}
        data-row
        tabIndex={tabStop ? 0 : -1}
        aria-current={open ? 'page' : undefined}
        onFocus={onFocus}
        className="flex h-full items-center gap-3.5 rounded-2xl px-2.5 focus-visible:-outline-offset-2"
      >
        <ChatAvatar chat={chat} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate text-start font-semibold">
              <bdi>{title}</bdi>
            </span>
            {chat.lastMessage ? (
              <time
                dateTime={new Date(chat.lastActivityAt).toISOString()}
                className={classNames('shrink-0 text-xs', chat.unread > 0 && !muted ? 'font-semibold text-accent' : 'text-muted')}
              >
                {format.brief(chat.lastActivityAt, now)}
              </time>
            ) : null}
          </span>
          <span className="mt-0.5 flex min-h-5 items-center gap-1.5">
            <ChatRowPreview chat={chat} />
            {muted ? <BellOff aria-hidden size={15} className="shrink-0 text-muted" /> : null}
            {chat.pinned ? <Pin aria-hidden size={15} className="shrink-0 rotate-45 text-muted" /> : null}
            <UnreadBadge chat={chat} muted={muted} />
          </span>
        </span>
      </Link>
      <ChatRowMenu chat={chat} muted={muted} />
    </div>
  );
});
