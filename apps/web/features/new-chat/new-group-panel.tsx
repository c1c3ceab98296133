import type { User } from '@parley/protocol/user';
import { useState } from 'react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { MemberPicker } from './member-picker.tsx';

/** Makes a group: its name, then who is in it. */
export function NewGroupPanel() {
  const t = useT();
  const go = useGo();
  const { chats } = useParley();
  const [title, setTitle] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const create = useAction(async () => {
    const chat = await chats.createGroup({ title: title.trim(), memberIds: chosen.map(({ id }) => id) });
    go.chat(chat.id);
  });
  const ready = title.trim() !== '' && chosen.length > 0;
  return (
    <Panel
      title={t('group.new')}
      backLabel={t('action.back')}
      onBack={() => go.panel('new-chat')}
      actions={
        <Button onClick={() => create.run()} disabled={!ready} busy={create.busy}>
          {t('group.create')}
        </Button>
      }
      top={
        <TextField label={t('group.title')} value={title} onChange={(event) => setTitle(event.target.value)} maxLength={100} />
      }
    >
      <ErrorNote text={create.error} />
      <MemberPicker chosen={chosen} onChange={setChosen} />
    </Panel>
  );
}
