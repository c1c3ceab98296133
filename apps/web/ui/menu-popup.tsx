import { Menu } from '@base-ui/react/menu';
import { type ReactNode, useRef } from 'react';
import { classNames } from './class-names.ts';
import type { MenuEntry } from './menu-entry.ts';

interface MenuPopupProps {
  /** The element the menu stands beside. */
  readonly anchor: HTMLElement | null;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly entries: readonly MenuEntry[];
  /** Stands above the entries, e.g. the row of quick reactions. */
  readonly header?: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  /** What gets the focus when the menu closes; the anchor unless given. */
  readonly focusAfter?: HTMLElement | null;
}

/** A menu of actions beside an element, with arrow keys, typeahead and Escape. */
export function MenuPopup({ anchor, open, onClose, entries, header, align = 'end', focusAfter = anchor }: MenuPopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  /** It closes with a transition. What was chosen may have taken the focus elsewhere by then, where somebody is writing already. */
  const finalFocus = () => {
    const { activeElement, body } = document;
    const movedOn = activeElement !== null && activeElement !== body && !popup.current?.contains(activeElement);
    return movedOn ? false : (focusAfter ?? true);
  };
  return (
    <Menu.Root
      modal={false}
      open={open}
      onOpenChange={(next, { event }) => {
        // A press on the anchor closes the menu by the anchor's own handler; closing it here too would open it again.
        if (!next && !(event.target instanceof Node && anchor?.contains(event.target))) onClose();
      }}
    >
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} align={align} sideOffset={6} collisionPadding={8} className="z-50">
          <Menu.Popup
            ref={popup}
            finalFocus={finalFocus}
            className="min-w-56 rounded-2xl border border-line bg-raised p-1.5 shadow-raised outline-none transition-[opacity,scale] duration-150 data-ending-style:opacity-0 data-starting-style:scale-95 data-starting-style:opacity-0"
          >
            {header}
            {entries.map(({ icon: Icon, label, onSelect, danger = false }) => (
              <Menu.Item
                key={label}
                onClick={onSelect}
                className={classNames(
                  'flex min-h-11 cursor-default items-center gap-3 rounded-xl px-3 outline-none select-none',
                  danger ? 'text-danger data-highlighted:bg-danger-tint' : 'data-highlighted:bg-sunken',
                )}
              >
                <Icon aria-hidden size={18} strokeWidth={1.9} className={danger ? undefined : 'text-muted'} />
                {label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
