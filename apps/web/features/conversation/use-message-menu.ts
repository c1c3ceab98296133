import type { MessageItem } from '@parley/client/views/message-item';
import { useCallback, useState } from 'react';

/** Opens the menu of a message beside an element. */
export type OpenMessageMenu = (message: MessageItem, anchor: HTMLElement) => void;

interface MessageMenuState {
  /** What the menu was last opened for. */
  readonly target: { readonly message: MessageItem; readonly anchor: HTMLElement } | undefined;
  readonly isOpen: boolean;
  readonly open: OpenMessageMenu;
  readonly close: () => void;
}

/**
 * State of the one menu that all messages of a conversation share.
 * @param messages Those of the conversation as they are now: what a message becomes while its menu is open shows in the menu.
 */
export function useMessageMenu(messages: readonly MessageItem[]): MessageMenuState {
  const [opened, setOpened] = useState<MessageMenuState['target']>();
  const [isOpen, setOpen] = useState(false);
  const open = useCallback<OpenMessageMenu>((message, anchor) => {
    setOpened({ message, anchor });
    setOpen(true);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  const current = opened && messages.find(({ key }) => key === opened.message.key);
  return { target: current ? { ...opened, message: current } : opened, isOpen, open, close };
}
