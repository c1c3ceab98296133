import type { User } from '@parley/protocol/user';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { CheckRow } from '../../ui/check-row.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { PeopleList } from './people-list.tsx';

interface MemberPickerProps {
  readonly chosen: readonly User[];
  readonly onChange: (chosen: readonly User[]) => void;
  readonly without?: ReadonlySet<string>;
}

/** Chooses several people; the chosen ones stand above the list and can be taken off there. */
export function MemberPicker({ chosen, onChange, without }: MemberPickerProps) {
  const t = useT();
  const [query, setQuery] = useState('');
  const isChosen = (user: User) => chosen.some(({ id }) => id === user.id);
  const toggle = (user: User) => onChange(isChosen(user) ? chosen.filter(({ id }) => id !== user.id) : [...chosen, user]);
  return (
    <>
      <div className="px-4 pb-2">
        <SearchField label={t('people.search')} clearLabel={t('action.clear')} value={query} onChange={setQuery} autoFocus />
      </div>
      {chosen.length > 0 ? (
        <ul aria-label={t('group.chosen')} className="flex flex-wrap gap-1.5 px-4 pb-2">
          {chosen.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                onClick={() => toggle(user)}
                aria-label={t('group.unchoose', { name: user.displayName })}
                className="flex min-h-9 animate-rise items-center gap-2 rounded-full bg-tint ps-1 pe-2.5 text-sm font-medium text-accent"
              >
                <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} size="sm" />
                <span dir="auto">{user.displayName}</span>
                <X aria-hidden size={15} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <PeopleList
        query={query}
        {...(without ? { without } : {})}
        row={(user) => (
          <CheckRow
            key={user.id}
            leading={<Avatar id={user.id} name={user.displayName} url={user.avatarUrl} size="md" />}
            label={user.displayName}
            hint={user.username ? `\u2066@${user.username}\u2069` : undefined}
            checked={isChosen(user)}
            onChange={() => toggle(user)}
          />
        )}
      />
    </>
  );
}
