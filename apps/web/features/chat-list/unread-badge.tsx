import type { ChatItem } from '@parley/client/views/chat-item';
import { useI18n } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';

/** How many messages wait, or a dot for a chat that was marked unread by hand. */
export function UnreadBadge({ chat, muted }: { readonly chat: ChatItem; readonly muted: boolean }) {
  const { t, format } = useI18n();
  if (chat.unread === 0 && !chat.markedUnread) return null;
  return (
    <span
      className={classNames(
        'grid h-5 min-w-5 shrink-0 place-items-center rounded-full px-1.5 text-xs font-bold',
        muted ? 'bg-muted text-panel' : 'bg-accent text-on-accent',
      )}
    >
      <span aria-hidden>{chat.unread > 0 ? format.number(chat.unread) : null}</span>
      <span className="sr-only">{chat.unread > 0 ? t('chats.unread', { count: chat.unread }) : t('chats.markedUnread')}</span>
    </span>
  );
}
