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

/** State of the one menu that all messages of a conversation share. */
export function useMessageMenu(): MessageMenuState {
  const [target, setTarget] = useState<MessageMenuState['target']>();
  const [isOpen, setOpen] = useState(false);
  const open = useCallback<OpenMessageMenu>((message, anchor) => {
    setTarget({ message, anchor });
    setOpen(true);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  return { target, isOpen, open, close };
}
