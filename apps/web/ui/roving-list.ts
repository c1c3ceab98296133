import type { KeyboardEvent } from 'react';

const step: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowDown: (index, count) => Math.min(index + 1, count - 1),
  ArrowUp: (index) => Math.max(index - 1, 0),
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/**
 * Moves the focus between the `[data-row]` elements of a list with the arrow keys, Home and End, so that a list is one
 * stop for Tab (ARIA authoring practices: roving focus). Rows carry `tabIndex` 0 for the current one and -1 for the rest.
 */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const move = step[event.key];
  if (!move) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const current = rows.indexOf(document.activeElement as HTMLElement);
  const next = rows[move(Math.max(current, 0), rows.length)];
  if (!next || current < 0) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}
