import { lazy, type ReactElement, type Ref, Suspense, useRef, useState } from 'react';
import type { MenuEntry } from './menu-entry.ts';

const MenuPopup = lazy(async () => ({ default: (await import('./menu-popup.tsx')).MenuPopup }));

/** What the button that opens a menu has to take over. */
export interface MenuTriggerProps {
  readonly ref: Ref<HTMLButtonElement>;
  readonly 'aria-haspopup': 'menu';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
}

interface MenuProps {
  /** Draws the button that opens the menu. */
  readonly trigger: (props: MenuTriggerProps) => ReactElement;
  readonly entries: readonly MenuEntry[];
}

/** A button with a menu. The menu itself is loaded when it is first opened, so that lists of buttons cost nothing. */
export function Menu({ trigger, entries }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState<boolean>();
  return (
    <>
      {trigger({ ref: button, 'aria-haspopup': 'menu', 'aria-expanded': open === true, onClick: () => setOpen(!open) })}
      {open === undefined ? null : (
        <Suspense fallback={null}>
          <MenuPopup anchor={button.current} open={open} onClose={() => setOpen(false)} entries={entries} />
        </Suspense>
      )}
    </>
  );
}
