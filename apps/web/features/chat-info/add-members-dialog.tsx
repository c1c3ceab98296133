import type { ChatItem } from '@parley/client/views/chat-item';
import type { User } from '@parley/protocol/user';
import { useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { MemberPicker } from '../new-chat/member-picker.tsx';

interface AddMembersDialogProps {
  readonly chat: ChatItem;
  readonly memberIds: ReadonlySet<string>;
  readonly onClose: () => void;
}

/** Brings more people into a group. */
export function AddMembersDialog({ chat, memberIds, onClose }: AddMembersDialogProps) {
  const t = useT();
  const { chats } = useParley();
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const add = useAction(async () => {
    await chats.addMembers(
      chat.id,
      chosen.map(({ id }) => id),
    );
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('group.add')}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button onClick={() => add.run()} disabled={chosen.length === 0} busy={add.busy}>
            {t('group.addConfirm')}
          </Button>
        </>
      }
    >
      <ErrorNote text={add.error} />
      <div className="-mx-4 h-80">
        <MemberPicker chosen={chosen} onChange={setChosen} without={memberIds} />
      </div>
    </Dialog>
  );
}
