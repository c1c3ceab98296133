import type { ChatItem } from '@parley/client/views/chat-item';
import { LogOut, Search } from 'lucide-react';
import { useState } from 'react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useNow } from '../../app/use-now.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { RowButton } from '../../ui/row-button.tsx';
import { Section } from '../../ui/section.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { isMuted, muteForever } from '../chat-list/muted.ts';
import { DisappearRow } from './disappear-row.tsx';

/** What can be done with a chat as a whole. */
export function ChatActions({ chat }: { readonly chat: ChatItem }) {
  const t = useT();
  const go = useGo();
  const { chats } = useParley();
  const muted = isMuted(chat, useNow());
  const [leaving, setLeaving] = useState(false);
  const leave = useAction(async () => {
    await chats.leave(chat.id);
    go.home();
  });
  return (
    <Section>
      <RowButton icon={Search} label={t('search.inChat')} onClick={() => go.panel('search', chat.id)} />
      <SwitchRow
        label={t('chats.mute')}
        checked={muted}
        onChange={(on) => void chats.settings(chat.id, { mutedUntil: on ? muteForever : null })}
      />
      <SwitchRow label={t('chats.pin')} checked={chat.pinned} onChange={(pinned) => void chats.settings(chat.id, { pinned })} />
      <SwitchRow
        label={t('chats.archive')}
        checked={chat.archived}
        onChange={(archived) => void chats.settings(chat.id, { archived })}
      />
      <DisappearRow chat={chat} />
      {chat.type === 'group' ? (
        <RowButton icon={LogOut} tone="danger" label={t('group.leave')} onClick={() => setLeaving(true)} />
      ) : null}
      <Dialog
        open={leaving}
        onClose={() => setLeaving(false)}
        title={t('group.leaveTitle', { title: chat.title })}
        description={t('group.leaveHint')}
        actions={
          <>
            <Button variant="quiet" onClick={() => setLeaving(false)}>
              {t('action.cancel')}
            </Button>
            <Button variant="danger" busy={leave.busy} onClick={() => leave.run()}>
              {t('group.leave')}
            </Button>
          </>
        }
      >
        {leave.error ? <ErrorNote text={leave.error} /> : null}
      </Dialog>
    </Section>
  );
}
