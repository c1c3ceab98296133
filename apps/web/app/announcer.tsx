import type { Message } from '@parley/protocol/message';
import { useEffect, useState } from 'react';
import { useMessagePreview } from '../features/chat-list/use-message-preview.ts';
import { useT } from '../i18n/i18n-context.ts';
import { useParley } from './parley-context.ts';
import { useUsers } from './use-users.ts';
import { useView } from './use-view.ts';

/** Reads new messages of others to those who listen to the page instead of seeing it. */
export function Announcer() {
  const parley = useParley();
  const t = useT();
  const auth = useView(parley.views.auth());
  const [message, setMessage] = useState<Message>();
  const preview = useMessagePreview();
  const me = auth.state === 'signed-in' ? auth.session.userId : undefined;
  const users = useUsers(message ? [message.senderId] : []);

  useEffect(
    () => parley.on('message', (event) => event.live && event.message.senderId !== me && setMessage(event.message)),
    [parley, me],
  );

  const sender = message ? users.get(message.senderId)?.displayName : undefined;
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {message && sender ? t('announce.message', { name: sender, text: preview(message.content, users) }) : null}
    </div>
  );
}
