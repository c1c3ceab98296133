import type { MessageItem } from '@parley/client/views/message-item';
import { MenuPopup } from '../../ui/menu-popup.tsx';
import { QuickReactions } from './quick-reactions.tsx';
import { useMessageEntries } from './use-message-entries.ts';

interface MessageMenuProps {
  readonly message: MessageItem;
  readonly anchor: HTMLElement;
  readonly open: boolean;
  readonly onClose: () => void;
}

/** The menu of a message: quick reactions, and all that can be done with it. */
export function MessageMenu({ message, anchor, open, onClose }: MessageMenuProps) {
  const entries = useMessageEntries(message);
  return (
    <MenuPopup
      anchor={anchor}
      open={open}
      onClose={onClose}
      entries={entries}
      align={message.mine ? 'end' : 'start'}
      focusAfter={anchor.closest<HTMLElement>('[data-row]')}
      header={message.id && !message.deleted ? <QuickReactions message={message} /> : null}
    />
  );
}
