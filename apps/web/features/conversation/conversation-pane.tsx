import { MessageCircleQuestion } from 'lucide-react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { ConversationProvider } from './conversation-provider.tsx';
import { ConversationSkeleton } from './conversation-skeleton.tsx';
import { MessageList } from './message-list.tsx';

/** One chat: header, history, and where one writes. */
export function ConversationPane({ chatId }: { readonly chatId: string }) {
  const t = useT();
  const go = useGo();
  const view = useParley().views.conversation(chatId);
  const conversation = useView(view);
  const { chat, status } = conversation;

  if (status === 'missing') {
    return (
      <EmptyState
        icon={MessageCircleQuestion}
        title={t('chat.missing')}
        hint={t('chat.missingHint')}
        action={<Button onClick={go.home}>{t('action.backToChats')}</Button>}
      />
    );
  }
  if (!chat) return <ConversationSkeleton />;
  return (
    <ConversationProvider chat={chat}>
      <div className="flex h-full flex-col pt-[env(safe-area-inset-top)]">
        <ConversationHeader chat={chat} />
        {status === 'loading' && conversation.messages.length === 0 ? (
          <ConversationSkeleton />
        ) : (
          <MessageList view={view} conversation={conversation} chat={chat} />
        )}
        <Composer chat={chat} messages={conversation.messages} />
      </div>
    </ConversationProvider>
  );
}
