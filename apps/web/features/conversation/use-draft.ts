import type { ChatItem } from '@parley/client/views/chat-item';
import { useCallback, useEffect, useRef } from 'react';
import { useParley } from '../../app/parley-context.ts';

/** How long (ms) writing must pause before the draft is kept. */
const pause = 800;

/** Keeps what is being written, on all of the person's devices. Answers a function that forgets it (it was sent). */
export function useDraft(chat: ChatItem, text: string, enabled: boolean): () => void {
  const { chats } = useParley();
  const kept = useRef(chat.draft ?? '');
  const latest = useRef(text);
  if (enabled) latest.current = text;

  const keep = useCallback(() => {
    if (latest.current === kept.current) return;
    kept.current = latest.current;
    void chats.settings(chat.id, { draft: latest.current || null });
  }, [chats, chat.id]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the text starts the pause again.
  useEffect(() => {
    if (!enabled) return;
    const timer = setTimeout(keep, pause);
    return () => clearTimeout(timer);
  }, [text, enabled, keep]);

  useEffect(() => keep, [keep]);

  return useCallback(() => {
    latest.current = '';
    keep();
  }, [keep]);
}
