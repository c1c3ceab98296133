import type { User } from '@parley/protocol/user';
import { lazy, Suspense } from 'react';
import { ConversationPane } from '../features/conversation/conversation-pane.tsx';
import { NoChatOpen } from '../features/conversation/no-chat-open.tsx';
import { classNames } from '../ui/class-names.ts';
import { Announcer } from './announcer.tsx';
import { usePlace } from './navigation.ts';
import { SidePane } from './side-pane.tsx';
import { useDocumentTitle } from './use-document-title.ts';
import { useShortcuts } from './use-shortcuts.ts';

const ChatInfoPane = lazy(async () => ({ default: (await import('../features/chat-info/chat-info-pane.tsx')).ChatInfoPane }));

/**
 * The panes: chats (or a panel) at the side, the conversation, its details. Phones show one of them at a time, tablets two,
 * wide screens three. Which ones follows from the address alone, so "back" works everywhere.
 */
export function Shell({ me }: { readonly me: User }) {
  const { chatId, panel, info } = usePlace();
  useDocumentTitle();
  useShortcuts();
  const chatInFront = chatId !== undefined && panel === undefined;
  return (
    <div className="grid h-full grid-cols-1 grid-rows-1 md:grid-cols-[21rem_1fr] lg:grid-cols-[24rem_1fr] has-data-info:xl:grid-cols-[24rem_1fr_22rem]">
      <SidePane me={me} className={chatInFront ? 'max-md:hidden' : undefined} />
      <main
        className={classNames('relative min-h-0 min-w-0', !chatInFront && 'max-md:hidden', info && chatId && 'max-xl:hidden')}
      >
        {chatId ? <ConversationPane key={chatId} chatId={chatId} /> : <NoChatOpen />}
      </main>
      {chatId && info ? (
        <Suspense fallback={null}>
          <ChatInfoPane chatId={chatId} className={chatInFront ? undefined : 'max-md:hidden'} />
        </Suspense>
      ) : null}
      <Announcer />
    </div>
  );
}
