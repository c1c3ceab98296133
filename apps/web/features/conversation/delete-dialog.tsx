import type { MessageItem } from '@parley/client/views/message-item';
import { useParley } from '../../app/parley-context.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useConversation } from './conversation-provider.tsx';

interface DeleteDialogProps {
  readonly message: MessageItem;
  readonly onClose: () => void;
}

/** Asks for whom a message is to be deleted. */
export function DeleteDialog({ message, onClose }: DeleteDialogProps) {
  const t = useT();
  const { messages } = useParley();
  const { chat } = useConversation();
  const moderates = chat.type === 'group' && chat.role !== 'member';
  const forEveryone = message.id !== undefined && !message.deleted && (message.mine || moderates);
  const remove = (scope: 'me' | 'everyone') => {
    void (message.id === undefined ? messages.discard(message.clientMsgId) : messages.delete(message, scope));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('message.deleteTitle')}
      description={forEveryone ? t('message.deleteHint') : t('message.deleteForMeHint')}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button variant="danger" onClick={() => remove('me')}>
            {t('message.deleteForMe')}
          </Button>
          {forEveryone ? (
            <Button variant="danger" onClick={() => remove('everyone')}>
              {t('message.deleteForEveryone')}
            </Button>
          ) : null}
        </>
      }
    />
  );
}
