import type { ChatItem } from '@parley/client/views/chat-item';
import { Archive, ArchiveRestore, Bell, BellOff, ChevronDown, Mail, MailOpen, Pin, PinOff } from 'lucide-react';
import { useParley } from '../../app/parley-context.ts';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';

/** Muting "for good": the year 9999, the last that ISO 8601 dates hold in four digits. */
export const muteForever = Date.UTC(9999, 11, 31);

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
      trigger={
        <button
          type="button"
          tabIndex={-1}
          aria-label={t('chats.menu', { title })}
          className="absolute end-1 bottom-1 grid size-9 place-items-center rounded-full bg-raised text-soft opacity-0 shadow-bubble transition-opacity group-hover:opacity-100 focus-visible:opacity-100 data-popup-open:opacity-100 pointer-coarse:hidden"
        >
          <ChevronDown aria-hidden size={18} />
        </button>
      }
    >
      <MenuItem icon={unread ? MailOpen : Mail} onSelect={() => (unread ? markRead() : set({ markedUnread: true }))}>
        {unread ? t('chats.markRead') : t('chats.markUnread')}
      </MenuItem>
      <MenuItem icon={chat.pinned ? PinOff : Pin} onSelect={() => set({ pinned: !chat.pinned })}>
        {chat.pinned ? t('chats.unpin') : t('chats.pin')}
      </MenuItem>
      <MenuItem icon={muted ? Bell : BellOff} onSelect={() => set({ mutedUntil: muted ? null : muteForever })}>
        {muted ? t('chats.unmute') : t('chats.mute')}
      </MenuItem>
      <MenuItem icon={chat.archived ? ArchiveRestore : Archive} onSelect={() => set({ archived: !chat.archived })}>
        {chat.archived ? t('chats.unarchive') : t('chats.archive')}
      </MenuItem>
    </Menu>
  );
}
