import type { ConversationSnapshot } from '@parley/client/views/conversation';
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePlace } from '../../app/navigation.ts';
import type { ListVirtualizer } from './list-virtualizer.ts';
import type { Row } from './rows.ts';

/** How long (ms) the first rows may take to settle; after that the end is no longer held, whoever scrolls and however. */
const settleTime = 2000;

/** What a person does to move the history by hand. */
const gestures = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

/**
 * Opens the history where reading goes on: at the line of unread messages, else at the end. The first rows come in several
 * steps (from the store, from the server, then measured), so the end is held until the person moves the history or jumps.
 * True once the history is open.
 */
export function useOpeningPosition(
  scroller: RefObject<HTMLElement | null>,
  virtualizer: ListVirtualizer,
  rows: readonly Row[],
  conversation: ConversationSnapshot,
): boolean {
  const { at } = usePlace();
  const holding = useRef(at === undefined);
  const [opened, setOpened] = useState(false);
  const size = virtualizer.getTotalSize();
  if (at !== undefined) holding.current = false;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new size may have moved the end.
  useLayoutEffect(() => {
    if (rows.length === 0 || conversation.status !== 'ready') return;
    setOpened(true);
    if (!holding.current) return;
    const unread = rows.findIndex((row) => row.kind === 'unread');
    const element = scroller.current;
    if (unread < 0 && element) toEnd(element);
    if (unread >= 0) {
      holding.current = false;
      virtualizer.scrollToIndex(unread, { align: 'start' });
    }
  }, [rows, size, conversation.status, virtualizer, scroller]);

  const empty = rows.length === 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element exists once there are rows.
  useEffect(() => {
    const element = scroller.current;
    const release = () => {
      holding.current = false;
    };
    const hold = () => {
      if (element && holding.current) toEnd(element);
    };
    // The height of the rows settles after they are drawn, and the virtualizer moves to where it last knew the end.
    const observer = new ResizeObserver(hold);
    if (element?.firstElementChild) observer.observe(element.firstElementChild);
    element?.addEventListener('scroll', hold, { passive: true });
    const timer = setTimeout(release, settleTime);
    for (const gesture of gestures) element?.addEventListener(gesture, release, { passive: true });
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      element?.removeEventListener('scroll', hold);
      for (const gesture of gestures) element?.removeEventListener(gesture, release);
    };
  }, [scroller, empty]);

  return opened;
}

function toEnd(element: HTMLElement): void {
  const end = element.scrollHeight - element.clientHeight;
  if (end - element.scrollTop > 1) element.scrollTop = end;
}
