import type { User } from '@parley/protocol/user';
import { useEffect, useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { problemText } from '../../app/problem-text.ts';
import { useT } from '../../i18n/i18n-context.ts';

/** How long (ms) typing must pause before the server is asked. */
const pause = 250;

export interface PeopleSearch {
  readonly people: readonly User[];
  readonly status: 'idle' | 'searching' | 'done';
  readonly error: string | undefined;
}

const idle: PeopleSearch = { people: [], status: 'idle', error: undefined };

/** People who fit a query: a name, a username or a phone number. Late answers to an old query are dropped. */
export function usePeopleSearch(query: string): PeopleSearch {
  const t = useT();
  const { people } = useParley();
  const [search, setSearch] = useState(idle);
  const wanted = query.trim().replace(/^@/, '');
  useEffect(() => {
    if (wanted === '') {
      setSearch(idle);
      return;
    }
    let current = true;
    setSearch((now) => ({ ...now, status: 'searching', error: undefined }));
    const timer = setTimeout(() => {
      people.search(wanted).then(
        (found) => current && setSearch({ people: found, status: 'done', error: undefined }),
        (problem: unknown) => current && setSearch({ people: [], status: 'done', error: problemText(t, problem) }),
      );
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [people, wanted, t]);
  return search;
}
