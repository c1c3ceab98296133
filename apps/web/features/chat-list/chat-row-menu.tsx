import type { ChatItem } from '@parley/client/views/chat-item';
import { Archive, ArchiveRestore, Bell, BellOff, ChevronDown, Mail, MailOpen, Pin, PinOff } from 'lucide-react';
import { useParley } from '../../app/parley-context.ts';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Menu } from '../../ui/menu.tsx';
import { muteForever } from './muted.ts';

/** What can be done with a chat without opening it. */
export function ChatRowMenu({ chat, muted }: { readonly chat: ChatItem; readonly muted: boolean }) {
  const t = useT();
  const { chats, messages } = useParley();
  const title = useChatTitle(chat);
  const set = (change: Parameters<typeof chats.settings>[1]) => void chats.settings(chat.id, change);
  const unread = chat.unread > 0 || chat.markedUnread;
  const markRead = () => {
    if (chat.unread > 0) void messages.markRead(chat.id);
    if (chat.markedUnread) set({ markedUnread: false });
  };
  return (
    <Menu
      trigger={(props) => (
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('chats.menu', { title })}
          className="absolute end-1 bottom-1 grid size-9 place-items-center rounded-full bg-raised text-soft opacity-0 shadow-bubble transition-opacity group-hover:opacity-100 focus-visible:opacity-100 aria-expanded:opacity-100 pointer-coarse:hidden"
          {...props}
        >
          <ChevronDown aria-hidden size={18} />
        </button>
      )}
      entries={[
        unread
          ? { icon: MailOpen, label: t('chats.markRead'), onSelect: markRead }
          : { icon: Mail, label: t('chats.markUnread'), onSelect: () => set({ markedUnread: true }) },
        chat.pinned
          ? { icon: PinOff, label: t('chats.unpin'), onSelect: () => set({ pinned: false }) }
          : { icon: Pin, label: t('chats.pin'), onSelect: () => set({ pinned: true }) },
        muted
          ? { icon: Bell, label: t('chats.unmute'), onSelect: () => set({ mutedUntil: null }) }
          : { icon: BellOff, label: t('chats.mute'), onSelect: () => set({ mutedUntil: muteForever }) },
        chat.archived
          ? { icon: ArchiveRestore, label: t('chats.unarchive'), onSelect: () => set({ archived: false }) }
          : { icon: Archive, label: t('chats.archive'), onSelect: () => set({ archived: true }) },
      ]}
    />
  );
}
