import type { ChatItem } from '@parley/client/views/chat-item';
import type { MessageItem } from '@parley/client/views/message-item';
import { Ban } from 'lucide-react';
import { useUsers } from '../../app/use-users.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { Ticks } from '../conversation/ticks.tsx';
import { peopleOf } from './content-people.ts';
import { useMessagePreview } from './use-message-preview.ts';

const line = 'min-w-0 flex-1 truncate text-start text-sm';

/** The second line of a row: who types, the draft, or the last message. */
export function ChatRowPreview({ chat }: { readonly chat: ChatItem }) {
  const { t } = useI18n();
  if (chat.typing.length > 0) return <TypingLine chat={chat} />;
  if (chat.draft) {
    return (
      <span className={`${line} text-muted`}>
        <span className="font-semibold text-saffron">{t('chat.draft')}</span> <bdi>{chat.draft}</bdi>
      </span>
    );
  }
  if (!chat.lastMessage) return <span className={`${line} text-muted`}>{t('chats.noMessages')}</span>;
  return <LastMessage chat={chat} message={chat.lastMessage} />;
}

function TypingLine({ chat }: { readonly chat: ChatItem }) {
  const { t, format } = useI18n();
  const users = useUsers(chat.typing);
  if (chat.type !== 'group') return <span className={`${line} text-accent`}>{t('chat.typing')}</span>;
  const names = chat.typing.map((id) => users.get(id)?.displayName ?? t('person.unknown'));
  return <span className={`${line} text-accent`}>{t('chat.typingWho', { names: format.list(names), count: names.length })}</span>;
}

function LastMessage({ chat, message }: { readonly chat: ChatItem; readonly message: MessageItem }) {
  const { t } = useI18n();
  const users = useUsers(peopleOf(message.content));
  const preview = useMessagePreview();
  if (message.deleted) {
    return (
      <span className={`${line} flex items-center gap-1.5 text-muted italic`}>
        <Ban aria-hidden size={14} />
        {t('message.deleted')}
      </span>
    );
  }
  const sender = message.mine ? t('person.you') : message.sender?.displayName;
  return (
    <>
      {message.mine && message.status ? <Ticks status={message.status} /> : null}
      <span className={`${line} text-muted`}>
        {chat.type === 'group' && message.content.type !== 'system' && sender ? (
          <span className="text-soft">{t('chats.sender', { name: `\u2068${sender}\u2069` })} </span>
        ) : null}
        <bdi>{preview(message.content, users)}</bdi>
      </span>
    </>
  );
}
