import type { User } from '@parley/protocol/user';
import { NotebookPen, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowButton } from '../../ui/row-button.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { PeopleList } from './people-list.tsx';

/** Finds a person to chat with. */
export function NewChatPanel() {
  const t = useT();
  const go = useGo();
  const { chats } = useParley();
  const [query, setQuery] = useState('');
  const start = useAction(async (userId: string) => go.chat((await chats.createDirect(userId)).id));
  const startSelf = useAction(async () => go.chat((await chats.createSelf()).id));
  const row = (user: User) => (
    <RowButton
      key={user.id}
      leading={<Avatar id={user.id} name={user.displayName} url={user.avatarUrl} size="md" />}
      label={user.displayName}
      hint={user.username ? `\u2066@${user.username}\u2069` : undefined}
      disabled={start.busy}
      onClick={() => start.run(user.id)}
    />
  );
  return (
    <Panel
      title={t('chats.new')}
      backLabel={t('action.back')}
      onBack={go.closePanel}
      top={<SearchField label={t('people.search')} clearLabel={t('action.clear')} value={query} onChange={setQuery} autoFocus />}
    >
      <ErrorNote text={start.error ?? startSelf.error} />
      {query === '' ? (
        <>
          <RowButton icon={UsersRound} tone="accent" label={t('group.new')} onClick={() => go.panel('new-group')} />
          <RowButton
            icon={NotebookPen}
            tone="accent"
            label={t('chat.self')}
            onClick={() => startSelf.run()}
            disabled={startSelf.busy}
          />
        </>
      ) : null}
      <PeopleList query={query} row={row} />
    </Panel>
  );
}
