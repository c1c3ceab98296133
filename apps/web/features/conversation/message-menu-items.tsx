import type { MessageItem } from '@parley/client/views/message-item';
import { Copy, Forward, Info, Pencil, Reply, Star, StarOff, Trash2 } from 'lucide-react';
import { useParley } from '../../app/parley-context.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { MenuItem } from '../../ui/menu.tsx';
import { toasts } from '../../ui/toast.tsx';
import { useConversation } from './conversation-provider.tsx';

/** What can be done with a message, as far as its state allows. */
export function MessageMenuItems({ message }: { readonly message: MessageItem }) {
  const t = useT();
  const { messages } = useParley();
  const { chat, setTask, setDialog } = useConversation();
  const accepted = message.id !== undefined;
  const alive = !message.deleted;
  const text = message.content.type === 'text' ? message.content.text : undefined;
  const copy = async () => {
    await navigator.clipboard.writeText(text ?? '');
    toasts.add({ title: t('message.copied') });
  };
  return (
    <>
      {alive && accepted && chat.canSend ? (
        <MenuItem icon={Reply} onSelect={() => setTask({ kind: 'reply', message })}>
          {t('message.reply')}
        </MenuItem>
      ) : null}
      {alive && message.mine && text !== undefined && message.status !== 'failed' ? (
        <MenuItem icon={Pencil} onSelect={() => setTask({ kind: 'edit', message })}>
          {t('message.edit')}
        </MenuItem>
      ) : null}
      {alive && text !== undefined ? (
        <MenuItem icon={Copy} onSelect={() => void copy()}>
          {t('message.copy')}
        </MenuItem>
      ) : null}
      {alive && accepted ? (
        <>
          <MenuItem icon={Forward} onSelect={() => setDialog({ kind: 'forward', message })}>
            {t('message.forward')}
          </MenuItem>
          <MenuItem icon={message.starred ? StarOff : Star} onSelect={() => void messages.star(message, !message.starred)}>
            {message.starred ? t('message.unstar') : t('message.star')}
          </MenuItem>
          <MenuItem icon={Info} onSelect={() => setDialog({ kind: 'info', message })}>
            {t('message.info')}
          </MenuItem>
        </>
      ) : null}
      <MenuItem icon={Trash2} danger onSelect={() => setDialog({ kind: 'delete', message })}>
        {t('message.delete')}
      </MenuItem>
    </>
  );
}
