import { Archive } from 'lucide-react';
import { useGo, usePlace } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ChatList } from './chat-list.tsx';

/** The chats that were put away. */
export function ArchivedPanel() {
  const t = useT();
  const go = useGo();
  const { chatId } = usePlace();
  const { chats } = useView(useParley().views.chatList({ archived: true }));
  return (
    <Panel title={t('chats.archived')} backLabel={t('action.back')} onBack={go.closePanel}>
      {chats.length > 0 ? (
        <ChatList chats={chats} openId={chatId} />
      ) : (
        <EmptyState icon={Archive} title={t('chats.noneArchived')} hint={t('chats.noneArchivedHint')} />
      )}
    </Panel>
  );
}
