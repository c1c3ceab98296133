import type { ChatItem } from '@parley/client/views/chat-item';
import type { ConversationSnapshot, ConversationView } from '@parley/client/views/conversation';
import { ArrowDown } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useI18n } from '../../i18n/i18n-context.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import type { ListVirtualizer } from './list-virtualizer.ts';

interface ScrollToLatestProps {
  readonly view: ConversationView;
  readonly conversation: ConversationSnapshot;
  readonly chat: ChatItem;
  readonly virtualizer: ListVirtualizer;
}

/** A button back to the newest message, with the number of unread ones; own new messages bring the end into view by themselves. */
export function ScrollToLatest({ view, conversation, chat, virtualizer }: ScrollToLatestProps) {
  const { t, format } = useI18n();
  const latest = conversation.messages.at(-1);
  const previous = useRef(latest?.key);

  useEffect(() => {
    if (latest?.mine && previous.current !== undefined && latest.key !== previous.current && latest.status === 'pending')
      virtualizer.scrollToEnd();
    previous.current = latest?.key;
  }, [latest, virtualizer]);

  if (!conversation.hasNewer && virtualizer.isAtEnd(240)) return null;
  const goToLatest = () => {
    if (conversation.hasNewer) view.jumpToLatest();
    virtualizer.scrollToEnd();
  };
  return (
    <div className="absolute end-4 bottom-4 animate-rise">
      <IconButton icon={ArrowDown} label={t('chat.toLatest')} onClick={goToLatest} className="bg-raised shadow-raised" />
      {chat.unread > 0 ? (
        <span className="pointer-events-none absolute -top-2 end-0 grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1.5 text-xs font-bold text-on-accent">
          <span className="sr-only">{t('chats.unread', { count: chat.unread })}</span>
          <span aria-hidden>{format.number(chat.unread)}</span>
        </span>
      ) : null}
    </div>
  );
}
