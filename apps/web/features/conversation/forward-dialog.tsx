import type { ChatItem } from '@parley/client/views/chat-item';
import type { MessageItem } from '@parley/client/views/message-item';
import { useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { CheckRow } from '../../ui/check-row.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { showToast } from '../../ui/toast.ts';
import { ChatAvatar } from '../chat-list/chat-avatar.tsx';
import { filterChats } from '../chat-list/filter-chats.ts';

/** Asks which chats a message is to be forwarded to. */
export function ForwardDialog({ message, onClose }: { readonly message: MessageItem; readonly onClose: () => void }) {
  const t = useT();
  const parley = useParley();
  const { chats } = useView(parley.views.chatList());
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const forward = () => {
    void parley.messages.forward([message], [...chosen]);
    showToast({ title: t('message.forwardedTo', { count: chosen.size }) });
    onClose();
  };
  const toggle = (chatId: string) => {
    const next = new Set(chosen);
    if (!next.delete(chatId)) next.add(chatId);
    setChosen(next);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('message.forward')}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button onClick={forward} disabled={chosen.size === 0}>
            {t('message.forward')}
          </Button>
        </>
      }
    >
      <SearchField label={t('chats.filter')} clearLabel={t('action.clear')} value={filter} onChange={setFilter} />
      <div className="-mx-4 mt-2 h-72 overflow-y-auto">
        {filterChats(
          chats.filter(({ canSend }) => canSend),
          filter,
        ).map((chat) => (
          <ForwardRow key={chat.id} chat={chat} checked={chosen.has(chat.id)} onChange={() => toggle(chat.id)} />
        ))}
      </div>
    </Dialog>
  );
}

function ForwardRow({
  chat,
  checked,
  onChange,
}: {
  readonly chat: ChatItem;
  readonly checked: boolean;
  readonly onChange: () => void;
}) {
  return (
    <CheckRow leading={<ChatAvatar chat={chat} size="md" />} label={useChatTitle(chat)} checked={checked} onChange={onChange} />
  );
}
