import { useEffect } from 'react';
import { useI18n } from '../i18n/i18n-context.ts';
import { useParley } from './parley-context.ts';
import { useView } from './use-view.ts';

/** Shows the number of unread messages in the title of the tab and on the icon of the installed app. */
export function useDocumentTitle(): void {
  const { format } = useI18n();
  const { unread } = useView(useParley().views.chatList());
  useEffect(() => {
    document.title = unread > 0 ? `(${format.number(unread)}) Parley` : 'Parley';
    // Badging is a nicety that platforms may refuse; there is nothing to do about it.
    void navigator.setAppBadge?.(unread).catch(() => undefined);
  }, [unread, format]);
}
