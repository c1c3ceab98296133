import type { User } from '@parley/protocol/user';
import { lazy, Suspense } from 'react';
import { ChatListPanel } from '../features/chat-list/chat-list-panel.tsx';
import { classNames } from '../ui/class-names.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { usePlace } from './navigation.ts';
import type { Panel } from './place.ts';

const panelScreens = {
  'new-chat': lazy(async () => ({ default: (await import('../features/new-chat/new-chat-panel.tsx')).NewChatPanel })),
  'new-group': lazy(async () => ({ default: (await import('../features/new-chat/new-group-panel.tsx')).NewGroupPanel })),
  settings: lazy(async () => ({ default: (await import('../features/settings/settings-panel.tsx')).SettingsPanel })),
  profile: lazy(async () => ({ default: (await import('../features/settings/profile-panel.tsx')).ProfilePanel })),
  devices: lazy(async () => ({ default: (await import('../features/settings/devices-panel.tsx')).DevicesPanel })),
  privacy: lazy(async () => ({ default: (await import('../features/settings/privacy-panel.tsx')).PrivacyPanel })),
  archived: lazy(async () => ({ default: (await import('../features/chat-list/archived-panel.tsx')).ArchivedPanel })),
  search: lazy(async () => ({ default: (await import('../features/search/search-panel.tsx')).SearchPanel })),
} satisfies Record<Panel, unknown>;

/** The pane at the side: the chat list, or the panel that the address asks for. */
export function SidePane({ me, className }: { readonly me: User; readonly className: string | undefined }) {
  const { panel } = usePlace();
  const PanelScreen = panel ? panelScreens[panel] : undefined;
  return (
    <div
      className={classNames(
        'relative flex min-h-0 flex-col border-line bg-panel md:border-e pt-[env(safe-area-inset-top)]',
        className,
      )}
    >
      {PanelScreen ? (
        <Suspense fallback={null}>
          <PanelScreen me={me} />
        </Suspense>
      ) : (
        <ChatListPanel me={me} />
      )}
      <ConnectionBanner />
    </div>
  );
}
