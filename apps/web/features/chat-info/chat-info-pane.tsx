import type { ChatItem } from '@parley/client/views/chat-item';
import { X } from 'lucide-react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ChatAvatar } from '../chat-list/chat-avatar.tsx';
import { ChatSubtitle } from '../conversation/chat-subtitle.tsx';
import { ChatActions } from './chat-actions.tsx';
import { GroupSection } from './group-section.tsx';
import { GroupTitle } from './group-title.tsx';
import { PersonSection } from './person-section.tsx';

/** The details of the open chat: who is in it and what can be done with it. */
export function ChatInfoPane({ chatId, className }: { readonly chatId: string; readonly className: string | undefined }) {
  const t = useT();
  const go = useGo();
  const chat = useView(useParley().views.chat(chatId));
  return (
    <aside
      data-info
      aria-label={t('chat.details')}
      className={classNames(
        'flex min-h-0 animate-rise flex-col border-line bg-panel md:border-s pt-[env(safe-area-inset-top)]',
        className,
      )}
    >
      <header className="flex h-16 shrink-0 items-center gap-1 border-b border-line ps-2 pe-4">
        <IconButton icon={X} label={t('action.close')} onClick={() => go.info(false)} />
        <h2 className="font-semibold">{t('chat.details')}</h2>
      </header>
      {chat ? <Details chat={chat} /> : null}
    </aside>
  );
}

function Details({ chat }: { readonly chat: ChatItem }) {
  const title = useChatTitle(chat);
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-[calc(1rem+env(safe-area-inset-bottom))]">
      <div className="grid justify-items-center gap-1 px-6 py-8 text-center">
        <ChatAvatar chat={chat} size="xl" />
        {chat.type === 'group' ? (
          <GroupTitle chat={chat} />
        ) : (
          <p dir="auto" className="mt-3 text-xl font-semibold">
            {title}
          </p>
        )}
        <ChatSubtitle chat={chat} />
      </div>
      {chat.peer ? <PersonSection userId={chat.peer.id} /> : null}
      {chat.type === 'group' ? <GroupSection chat={chat} /> : null}
      <ChatActions chat={chat} />
    </div>
  );
}
