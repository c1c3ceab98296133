import { Menu } from '@base-ui/react/menu';
import type { MessageItem } from '@parley/client/views/message-item';
import { useCallback, useState } from 'react';
import { MessageMenuItems } from './message-menu-items.tsx';
import { QuickReactions } from './quick-reactions.tsx';

/** Opens the menu of a message beside an element. */
export type OpenMessageMenu = (message: MessageItem, anchor: HTMLElement) => void;

interface MessageMenuState {
  readonly message: MessageItem | undefined;
  readonly anchor: HTMLElement | undefined;
  readonly isOpen: boolean;
  readonly open: OpenMessageMenu;
  readonly close: () => void;
}

/** State of the one menu that all messages of a conversation share. */
export function useMessageMenu(): MessageMenuState {
  const [target, setTarget] = useState<{ message: MessageItem; anchor: HTMLElement }>();
  const [isOpen, setOpen] = useState(false);
  const open = useCallback<OpenMessageMenu>((message, anchor) => {
    setTarget({ message, anchor });
    setOpen(true);
  }, []);
  const close = useCallback(() => setOpen(false), []);
  return { message: target?.message, anchor: target?.anchor, isOpen, open, close };
}

/** The menu of a message: quick reactions, and all that can be done with it. */
export function MessageMenu({ menu }: { readonly menu: MessageMenuState }) {
  const { message, anchor, isOpen, close } = menu;
  if (!message) return null;
  return (
    <Menu.Root modal={false} open={isOpen} onOpenChange={(next) => !next && close()}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={anchor ?? null}
          align={message.mine ? 'end' : 'start'}
          sideOffset={6}
          collisionPadding={8}
          className="z-50"
        >
          <Menu.Popup
            finalFocus={() => anchor?.closest<HTMLElement>('[data-row]') ?? true}
            className="min-w-56 rounded-2xl border border-line bg-raised p-1.5 shadow-raised outline-none transition-[opacity,scale] duration-150 data-ending-style:opacity-0 data-starting-style:scale-95 data-starting-style:opacity-0"
          >
            {message.id && !message.deleted ? <QuickReactions message={message} /> : null}
            <MessageMenuItems message={message} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
