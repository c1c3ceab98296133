import type { User } from '@parley/protocol/user';
import { MessageSquarePlus, MessagesSquare, SearchX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useGo, usePlace } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { ArchivedRow } from './archived-row.tsx';
import { ChatList } from './chat-list.tsx';
import { ChatListHeader } from './chat-list-header.tsx';
import { ChatListSkeleton } from './chat-list-skeleton.tsx';
import { filterChats } from './filter-chats.ts';

/** The list of chats, with a field that narrows it down. */
export function ChatListPanel({ me }: { readonly me: User }) {
  const t = useT();
  const go = useGo();
  const { chatId } = usePlace();
  const { status, chats } = useView(useParley().views.chatList());
  const [filter, setFilter] = useState('');
  const shown = filterChats(chats, useDeferredValue(filter));
  const searchMessages = () => go.panel('search');

  return (
    <nav aria-label={t('chats.title')} className="flex min-h-0 flex-1 flex-col">
      <ChatListHeader me={me} />
      <div className="px-4 pb-2">
        <SearchField
          label={t('chats.filter')}
          clearLabel={t('action.clear')}
          value={filter}
          onChange={setFilter}
          onEnter={searchMessages}
        />
      </div>
      {status === 'loading' ? (
        <ChatListSkeleton />
      ) : (
        <>
          {filter === '' ? <ArchivedRow /> : null}
          {shown.length > 0 ? <ChatList chats={shown} openId={chatId} /> : null}
          {shown.length === 0 && filter !== '' ? (
            <EmptyState
              icon={SearchX}
              title={t('chats.noMatch')}
              hint={t('chats.noMatchHint')}
              action={<Button onClick={searchMessages}>{t('search.messages')}</Button>}
            />
          ) : null}
          {chats.length === 0 && filter === '' ? (
            <EmptyState
              icon={MessagesSquare}
              title={t('chats.empty')}
              hint={t('chats.emptyHint')}
              action={
                <Button onClick={() => go.panel('new-chat')}>
                  <MessageSquarePlus aria-hidden size={18} />
                  {t('chats.new')}
                </Button>
              }
            />
          ) : null}
        </>
      )}
    </nav>
  );
}
