import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Panel, PlaceSearch } from './place.ts';

/** Where the person is: the chat in the middle, the panel at the side. */
export interface Place extends PlaceSearch {
  readonly chatId: string | undefined;
}

/** The current place, from the address. */
export function usePlace(): Place {
  const { chatId } = useParams({ strict: false });
  const search = useSearch({ from: '__root__' });
  return useMemo(() => ({ ...search, chatId }), [search, chatId]);
}

export interface Go {
  /** Opens a chat, at its end or around a message. */
  chat(chatId: string, at?: number): void;
  /** Opens a side panel; the chat stays where it is. */
  panel(panel: Panel, within?: string): void;
  /** Shows or hides the details of the open chat. */
  info(open: boolean): void;
  /** Forgets the message that was jumped to, so that jumping to it again works. */
  forgetJump(): void;
  /** Back to the chat list: closes the panel, or the chat on phones. */
  home(): void;
  closePanel(): void;
}

/** Ways to move around. */
export function useGo(): Go {
  const navigate = useNavigate();
  return useMemo<Go>(
    () => ({
      chat: (chatId, at) => void navigate({ to: '/c/$chatId', params: { chatId }, search: at === undefined ? {} : { at } }),
      panel: (panel, within) =>
        void navigate({
          to: '.',
          search: (now: PlaceSearch) => ({ ...withoutPlace(now), panel, ...(within ? { within } : {}) }),
        }),
      info: (open) => void navigate({ to: '.', search: open ? { info: true } : {} }),
      forgetJump: () => void navigate({ to: '.', search: ({ at: _at, ...rest }: PlaceSearch) => rest, replace: true }),
      home: () => void navigate({ to: '/', search: {} }),
      closePanel: () => void navigate({ to: '.', search: withoutPlace }),
    }),
    [navigate],
  );
}

function withoutPlace({ info }: PlaceSearch): PlaceSearch {
  return info ? { info } : {};
}
