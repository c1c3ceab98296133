import type { ChatItem } from '@parley/client/views/chat-item';
import { ArrowLeft, Search } from 'lucide-react';
import { useGo, usePlace } from '../../app/navigation.ts';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ChatAvatar } from '../chat-list/chat-avatar.tsx';
import { ChatSubtitle } from './chat-subtitle.tsx';

/** Who the conversation is with, and the ways out of it. */
export function ConversationHeader({ chat }: { readonly chat: ChatItem }) {
  const t = useT();
  const go = useGo();
  const { info } = usePlace();
  const title = useChatTitle(chat);
  return (
    <header className="flex h-16 shrink-0 items-center gap-1 border-b border-line bg-panel px-2">
      <IconButton icon={ArrowLeft} label={t('action.backToChats')} onClick={go.home} directional className="md:hidden" />
      <button
        type="button"
        aria-expanded={info === true}
        title={t('chat.details')}
        onClick={() => go.info(!info)}
        className="flex min-h-13 min-w-0 flex-1 items-center gap-3 rounded-2xl px-2 text-start transition-colors hover:bg-sunken"
      >
        <ChatAvatar chat={chat} size="md" />
        <span className="min-w-0 flex-1">
          <h2 className="truncate text-start leading-5 font-semibold">
            <bdi>{title}</bdi>
          </h2>
          <ChatSubtitle chat={chat} />
        </span>
      </button>
      <IconButton icon={Search} label={t('search.inChat')} onClick={() => go.panel('search', chat.id)} />
    </header>
  );
}
