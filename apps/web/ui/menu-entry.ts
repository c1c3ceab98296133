import type { LucideIcon } from 'lucide-react';

/** One action of a menu. */
export interface MenuEntry {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly onSelect: () => void;
  readonly danger?: boolean;
}

/** The entries that apply, in their order. */
export function menuEntries(...entries: readonly (MenuEntry | false | undefined)[]): readonly MenuEntry[] {
  return entries.filter((entry) => entry !== false && entry !== undefined);
}
