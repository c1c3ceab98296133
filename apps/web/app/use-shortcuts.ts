import { useEffect } from 'react';
import { useGo, usePlace } from './navigation.ts';

/** Ctrl/⌘ K searches, Ctrl/⌘ Alt N starts a chat, Escape closes what is open last. */
export function useShortcuts(): void {
  const go = useGo();
  const { panel, info } = usePlace();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = event.ctrlKey || event.metaKey;
      if (command && event.code === 'KeyK') {
        event.preventDefault();
        go.panel('search');
      } else if (command && event.altKey && event.code === 'KeyN') {
        event.preventDefault();
        go.panel('new-chat');
      } else if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role=dialog],[role=menu]')) {
        if (panel) go.closePanel();
        else if (info) go.info(false);
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [go, panel, info]);
}
