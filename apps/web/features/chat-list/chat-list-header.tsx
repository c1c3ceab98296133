import type { User } from '@parley/protocol/user';
import { EllipsisVertical, LogOut, MessageSquarePlus, Search, Settings, UserRound, UsersRound } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useGo } from '../../app/navigation.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu } from '../../ui/menu.tsx';

const SignOutDialog = lazy(async () => ({ default: (await import('../settings/sign-out-dialog.tsx')).SignOutDialog }));

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
      <Menu
        trigger={(props) => <IconButton icon={EllipsisVertical} label={t('action.more')} {...props} />}
        entries={[
          { icon: UsersRound, label: t('group.new'), onSelect: () => go.panel('new-group') },
          { icon: Search, label: t('search.messages'), onSelect: () => go.panel('search') },
          { icon: UserRound, label: t('profile.title'), onSelect: () => go.panel('profile') },
          { icon: Settings, label: t('settings.title'), onSelect: () => go.panel('settings') },
          { icon: LogOut, label: t('settings.signOut'), onSelect: () => setSigningOut(true) },
        ]}
      />
      {signingOut ? (
        <Suspense fallback={null}>
          <SignOutDialog onClose={() => setSigningOut(false)} />
        </Suspense>
      ) : null}
    </header>
  );
}
