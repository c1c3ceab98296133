import { lazy, Suspense } from 'react';
import { useConversation } from './conversation-provider.tsx';
import type { useMessageMenu } from './use-message-menu.ts';

// Loaded when they are first wanted: none of it is needed to read and write.
const MessageMenu = lazy(async () => ({ default: (await import('./message-menu.tsx')).MessageMenu }));
const MessageDialogs = lazy(async () => ({ default: (await import('./message-dialogs.tsx')).MessageDialogs }));

/** What opens over the messages: the menu of one of them, a dialog about one. */
export function MessageOverlays({ menu }: { readonly menu: ReturnType<typeof useMessageMenu> }) {
  const { dialog, setDialog } = useConversation();
  return (
    <Suspense fallback={null}>
      {menu.target ? <MessageMenu {...menu.target} open={menu.isOpen} onClose={menu.close} /> : null}
      {dialog ? <MessageDialogs dialog={dialog} onClose={() => setDialog(undefined)} /> : null}
    </Suspense>
  );
}
