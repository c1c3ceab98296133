import type { ChatItem } from '@parley/client/views/chat-item';
import type { Member } from '@parley/protocol/chat';
import { Crown, EllipsisVertical, MessageSquare, Shield, ShieldOff, UserRoundMinus } from 'lucide-react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useMe } from '../../app/use-me.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';
import { menuEntries } from '../../ui/menu-entry.ts';

interface MemberRowProps {
  readonly chat: ChatItem;
  readonly member: Member;
  readonly onChanged: () => void;
}

/** One member of a group, with what one's own role allows. */
export function MemberRow({ chat, member, onChanged }: MemberRowProps) {
  const t = useT();
  const go = useGo();
  const me = useMe();
  const { chats } = useParley();
  const { user, role } = member;
  const self = user.id === me.id;
  const change = useAction(async (work: () => Promise<unknown>) => {
    await work();
    onChanged();
  });
  const message = useAction(async () => go.chat((await chats.createDirect(user.id)).id));
  const setRole = (next: 'admin' | 'member') => change.run(() => chats.setRole(chat.id, user.id, next));
  const remove = () => change.run(() => chats.removeMember(chat.id, user.id));
  const mayRemove = chat.role === 'owner' || (chat.role === 'admin' && role === 'member');
  return (
    <li>
      <div className="flex min-h-14 items-center gap-3.5 ps-4 pe-2">
        <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} size="md" />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-start">
            <bdi>{self ? t('person.you') : user.displayName}</bdi>
          </span>
          {role === 'member' ? null : (
            <span className="flex items-center gap-1 text-sm text-accent">
              {role === 'owner' ? <Crown aria-hidden size={13} /> : <Shield aria-hidden size={13} />}
              {role === 'owner' ? t('role.owner') : t('role.admin')}
            </span>
          )}
        </span>
        {self ? null : (
          <Menu
            trigger={(props) => (
              <IconButton icon={EllipsisVertical} label={t('group.memberMenu', { name: user.displayName })} {...props} />
            )}
            entries={menuEntries(
              { icon: MessageSquare, label: t('person.message'), onSelect: () => message.run() },
              chat.role === 'owner' &&
                role === 'member' && { icon: Shield, label: t('group.makeAdmin'), onSelect: () => setRole('admin') },
              chat.role === 'owner' &&
                role === 'admin' && { icon: ShieldOff, label: t('group.removeAdmin'), onSelect: () => setRole('member') },
              mayRemove && { icon: UserRoundMinus, label: t('group.remove'), onSelect: remove, danger: true },
            )}
          />
        )}
      </div>
      <ErrorNote text={change.error ?? message.error} />
    </li>
  );
}
