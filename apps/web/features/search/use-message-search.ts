import type { SearchHit } from '@parley/protocol/search';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { problemText } from '../../app/problem-text.ts';
import { useT } from '../../i18n/i18n-context.ts';

/** How long (ms) typing must pause before the server is asked. */
const pause = 250;

interface State {
  readonly hits: readonly SearchHit[];
  readonly status: 'idle' | 'searching' | 'done';
  readonly nextCursor?: string | undefined;
  readonly error?: string | undefined;
}

export interface MessageSearch extends State {
  readonly hasMore: boolean;
  more(): void;
}

/** Messages that fit a query, page by page. Late answers to an old query are dropped. */
export function useMessageSearch(query: string, chatId: string | undefined): MessageSearch {
  const t = useT();
  const { messages } = useParley();
  const [state, setState] = useState<State>({ hits: [], status: 'idle' });
  const round = useRef(0);
  const wanted = query.trim();

  const load = useCallback(
    async (before: readonly SearchHit[], cursor?: string) => {
      round.current += 1;
      const mine = round.current;
      setState({ hits: before, status: 'searching' });
      try {
        const page = await messages.search({ query: wanted, ...(chatId ? { chatId } : {}), ...(cursor ? { cursor } : {}) });
        if (mine === round.current) setState({ hits: [...before, ...page.items], status: 'done', nextCursor: page.nextCursor });
      } catch (problem) {
        if (mine === round.current) setState({ hits: before, status: 'done', error: problemText(t, problem) });
      }
    },
    [messages, wanted, chatId, t],
  );

  useEffect(() => {
    if (wanted === '') {
      round.current += 1;
      setState({ hits: [], status: 'idle' });
      return;
    }
    const timer = setTimeout(() => void load([]), pause);
    return () => clearTimeout(timer);
  }, [wanted, load]);

  return { ...state, hasMore: state.nextCursor !== undefined, more: () => void load(state.hits, state.nextCursor) };
}
