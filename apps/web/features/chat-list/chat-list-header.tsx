import type { User } from '@parley/protocol/user';
import { EllipsisVertical, LogOut, MessageSquarePlus, Search, Settings, UserRound, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useGo } from '../../app/navigation.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { SignOutDialog } from '../settings/sign-out-dialog.tsx';

/** Who is signed in, and what can be started from the list. */
export function ChatListHeader({ me }: { readonly me: User }) {
  const t = useT();
  const go = useGo();
  const [signingOut, setSigningOut] = useState(false);
  return (
    <header className="flex h-16 shrink-0 items-center gap-1 ps-4 pe-2">
      <button
        type="button"
        onClick={() => go.panel('profile')}
        aria-label={t('profile.open', { name: me.displayName })}
        className="me-2 rounded-full"
      >
        <Avatar id={me.id} name={me.displayName} url={me.avatarUrl} size="md" />
      </button>
      <h1 className="min-w-0 flex-1 truncate text-xl font-bold tracking-tight">{t('chats.title')}</h1>
      <IconButton icon={MessageSquarePlus} label={t('chats.new')} onClick={() => go.panel('new-chat')} />
      <Menu trigger={<IconButton icon={EllipsisVertical} label={t('action.more')} />}>
        <MenuItem icon={UsersRound} onSelect={() => go.panel('new-group')}>
          {t('group.new')}
        </MenuItem>
        <MenuItem icon={Search} onSelect={() => go.panel('search')}>
          {t('search.messages')}
        </MenuItem>
        <MenuItem icon={UserRound} onSelect={() => go.panel('profile')}>
          {t('profile.title')}
        </MenuItem>
        <MenuItem icon={Settings} onSelect={() => go.panel('settings')}>
          {t('settings.title')}
        </MenuItem>
        <MenuItem icon={LogOut} onSelect={() => setSigningOut(true)}>
          {t('settings.signOut')}
        </MenuItem>
      </Menu>
      <SignOutDialog open={signingOut} onClose={() => setSigningOut(false)} />
    </header>
  );
}
