import type { Virtualizer } from '@tanstack/react-virtual';

/** The virtualizer of the history. */
export type ListVirtualizer = Virtualizer<HTMLDivElement, Element>;
