import { Search, SearchX, WifiOff } from 'lucide-react';
import { useState } from 'react';
import { useGo, usePlace } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { moveFocus } from '../../ui/roving-list.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { HitRow } from './hit-row.tsx';
import { useMessageSearch } from './use-message-search.ts';

/** Finds messages, in all chats or in one, and leads to them. */
export function SearchPanel() {
  const t = useT();
  const go = useGo();
  const { within } = usePlace();
  const { chats } = useView(useParley().views.chatList());
  const [query, setQuery] = useState('');
  const search = useMessageSearch(query, within);
  const chat = chats.find(({ id }) => id === within);
  return (
    <Panel
      title={chat ? t('search.within', { title: chat.title || t('chat.self') }) : t('search.messages')}
      backLabel={t('action.back')}
      onBack={go.closePanel}
      top={<SearchField label={t('search.label')} clearLabel={t('action.clear')} value={query} onChange={setQuery} autoFocus />}
    >
      {search.status === 'idle' ? <EmptyState icon={Search} title={t('search.start')} hint={t('search.startHint')} /> : null}
      {search.error ? <EmptyState icon={WifiOff} title={t('search.failed')} hint={search.error} /> : null}
      {search.status === 'done' && search.hits.length === 0 && !search.error ? (
        <EmptyState icon={SearchX} title={t('search.none')} hint={t('search.noneHint')} />
      ) : null}
      <p role="status" className="sr-only">
        {search.status === 'done' ? t('search.count', { count: search.hits.length }) : ''}
      </p>
      <ul aria-label={t('search.results')} onKeyDown={moveFocus} className="px-2">
        {search.hits.map((hit, index) => (
          <li key={hit.message.id}>
            <HitRow hit={hit} named={within === undefined} tabStop={index === 0} />
          </li>
        ))}
      </ul>
      {search.status === 'searching' ? (
        <div className="grid place-items-center py-6 text-accent">
          <Spinner />
        </div>
      ) : null}
      {search.hasMore && search.status === 'done' ? (
        <div className="grid place-items-center py-4">
          <Button variant="quiet" onClick={search.more}>
            {t('search.more')}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}
