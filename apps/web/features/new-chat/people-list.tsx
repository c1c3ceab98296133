import type { User } from '@parley/protocol/user';
import { SearchX, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/section.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useKnownPeople } from './use-known-people.ts';
import { usePeopleSearch } from './use-people-search.ts';

interface PeopleListProps {
  readonly query: string;
  readonly row: (user: User) => ReactNode;
  /** People who are not to be offered. */
  readonly without?: ReadonlySet<string>;
}

/** People to choose from: those one knows, and, while a query is typed, all who fit it. */
export function PeopleList({ query, row, without }: PeopleListProps) {
  const t = useT();
  const known = useKnownPeople();
  const { people, status, error } = usePeopleSearch(query);
  const offered = (users: readonly User[]) => users.filter(({ id }) => !without?.has(id));

  if (query.trim() === '') {
    const shown = offered(known);
    return shown.length > 0 ? (
      <Section title={t('people.known')}>{shown.map(row)}</Section>
    ) : (
      <p className="px-8 py-10 text-center text-muted">{t('people.searchHint')}</p>
    );
  }
  if (error) return <EmptyState icon={WifiOff} title={t('people.searchFailed')} hint={error} />;
  const shown = offered(people);
  if (shown.length > 0) return <Section title={t('people.found')}>{shown.map(row)}</Section>;
  if (status !== 'done') {
    return (
      <div aria-busy="true" className="flex items-center gap-3.5 px-4 py-3">
        <Skeleton className="rounded-full size-10" />
        <Skeleton className="rounded-full h-3.5 w-40" />
      </div>
    );
  }
  return <EmptyState icon={SearchX} title={t('people.none')} hint={t('people.noneHint')} />;
}
