import type { MessageItem } from '@parley/client/views/message-item';
import { Copy, Forward, Info, Pencil, Reply, Star, StarOff, Trash2 } from 'lucide-react';
import { useParley } from '../../app/parley-context.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { type MenuEntry, menuEntries } from '../../ui/menu-entry.ts';
import { showToast } from '../../ui/toast.ts';
import { useConversation } from './conversation-provider.tsx';

/** What can be done with a message, as far as its state allows. */
export function useMessageEntries(message: MessageItem): readonly MenuEntry[] {
  const t = useT();
  const { messages } = useParley();
  const { chat, setTask, setDialog } = useConversation();
  const alive = !message.deleted;
  const accepted = alive && message.id !== undefined;
  const text = alive && message.content.type === 'text' ? message.content.text : undefined;
  const copy = async () => {
    await navigator.clipboard.writeText(text ?? '');
    showToast({ title: t('message.copied') });
  };
  const star = () => void messages.star(message, !message.starred);
  return menuEntries(
    accepted && chat.canSend && { icon: Reply, label: t('message.reply'), onSelect: () => setTask({ kind: 'reply', message }) },
    message.mine &&
      text !== undefined &&
      message.status !== 'failed' && {
        icon: Pencil,
        label: t('message.edit'),
        onSelect: () => setTask({ kind: 'edit', message }),
      },
    text !== undefined && { icon: Copy, label: t('message.copy'), onSelect: () => void copy() },
    accepted && { icon: Forward, label: t('message.forward'), onSelect: () => setDialog({ kind: 'forward', message }) },
    accepted && {
      icon: message.starred ? StarOff : Star,
      label: message.starred ? t('message.unstar') : t('message.star'),
      onSelect: star,
    },
    accepted && { icon: Info, label: t('message.info'), onSelect: () => setDialog({ kind: 'info', message }) },
    { icon: Trash2, label: t('message.delete'), onSelect: () => setDialog({ kind: 'delete', message }), danger: true },
  );
}
