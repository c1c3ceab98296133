import type { MessageItem } from '@parley/client/views/message-item';
import { RotateCw, Trash2 } from 'lucide-react';
import { useParley } from '../../app/parley-context.ts';
import { useT } from '../../i18n/i18n-context.ts';

const action = 'inline-flex min-h-11 items-center gap-1.5 rounded-lg px-2 font-semibold hover:bg-danger-tint';

/** Why a message was refused, and what can be done about it. */
export function FailedNote({ message }: { readonly message: MessageItem }) {
  const t = useT();
  const { messages } = useParley();
  if (message.status !== 'failed') return null;
  return (
    <div role="alert" className="mt-0.5 flex flex-wrap items-center justify-end gap-x-2 text-sm text-danger">
      <span>{message.failure?.message ?? t('status.failed')}</span>
      <button type="button" className={action} onClick={() => void messages.retry(message.clientMsgId)}>
        <RotateCw aria-hidden size={15} />
        {t('action.retry')}
      </button>
      <button type="button" className={action} onClick={() => void messages.discard(message.clientMsgId)}>
        <Trash2 aria-hidden size={15} />
        {t('action.discard')}
      </button>
    </div>
  );
}
