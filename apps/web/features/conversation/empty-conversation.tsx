import type { ChatItem } from '@parley/client/views/chat-item';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { ChatAvatar } from '../chat-list/chat-avatar.tsx';

/** A chat in which nothing was said yet. */
export function EmptyConversation({ chat }: { readonly chat: ChatItem }) {
  const t = useT();
  const title = useChatTitle(chat);
  return (
    <div className="grid min-h-0 flex-1 place-items-center p-8 text-center">
      <div className="animate-rise">
        <ChatAvatar chat={chat} size="xl" />
        <p className="mt-4 text-lg font-semibold" dir="auto">
          {title}
        </p>
        <p className="mt-1 text-muted">{chat.type === 'self' ? t('chat.selfEmpty') : t('chat.empty')}</p>
      </div>
    </div>
  );
}
