import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface MenuProps {
  /** The button that opens the menu. */
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  /** Stands above the items, e.g. the row of quick reactions. */
  readonly header?: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
}

/** A menu of actions below a button, with arrow keys, typeahead and Escape. */
export function Menu({ trigger, children, header, align = 'end', open, onOpenChange }: MenuProps) {
  return (
    <Base.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup className="min-w-52 rounded-2xl border border-line bg-raised p-1.5 shadow-raised outline-none transition-[opacity,scale] duration-150 data-ending-style:scale-95 data-ending-style:opacity-0 data-starting-style:scale-95 data-starting-style:opacity-0">
            {header}
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface MenuItemProps {
  readonly icon: LucideIcon;
  readonly onSelect: () => void;
  readonly children: ReactNode;
  readonly danger?: boolean;
}

/** One action of a menu. */
export function MenuItem({ icon: Icon, onSelect, children, danger = false }: MenuItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      className={classNames(
        'flex min-h-11 cursor-default items-center gap-3 rounded-xl px-3 outline-none select-none',
        danger ? 'text-danger data-highlighted:bg-danger-tint' : 'data-highlighted:bg-sunken',
      )}
    >
      <Icon aria-hidden size={18} strokeWidth={1.9} className={danger ? undefined : 'text-muted'} />
      {children}
    </Base.Item>
  );
}
