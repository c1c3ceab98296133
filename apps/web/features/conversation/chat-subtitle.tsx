import type { ChatItem } from '@parley/client/views/chat-item';
import type { User } from '@parley/protocol/user';
import { useNow } from '../../app/use-now.ts';
import { useUsers } from '../../app/use-users.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';

/** The line below the name: who types, whether the person is there, how many are in the group. */
export function ChatSubtitle({ chat }: { readonly chat: ChatItem }) {
  const { t, format } = useI18n();
  const users = useUsers([...chat.typing, ...(chat.peer ? [chat.peer.id] : [])]);
  const presence = usePresenceText(users.get(chat.peer?.id ?? '') ?? chat.peer);
  const typing = chat.typing.map((id) => users.get(id)?.displayName ?? t('person.unknown'));
  const typingText =
    chat.type === 'group' ? t('chat.typingWho', { names: format.list(typing), count: typing.length }) : t('chat.typing');
  const text =
    typing.length > 0
      ? typingText
      : chat.type === 'group'
        ? t('group.members', { count: chat.memberCount })
        : chat.type === 'self'
          ? t('chat.selfHint')
          : presence;
  return (
    <span
      data-testid="chat-subtitle"
      className={classNames('block truncate text-start text-sm', typing.length > 0 ? 'text-accent' : 'text-muted')}
    >
      {text}
    </span>
  );
}

/** `online`, or when a person was last there, as far as they let it be known. */
function usePresenceText(user: User | undefined): string {
  const { t, format } = useI18n();
  const now = useNow();
  if (user?.online) return t('presence.online');
  if (!user?.lastSeenAt) return user?.username ? `\u2066@${user.username}\u2069` : '';
  const at = new Date(user.lastSeenAt).getTime();
  if (now - at < 60_000) return t('presence.justNow');
  return t('presence.lastSeen', { when: format.day(at, now), time: format.time(at) });
}
