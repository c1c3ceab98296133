import type { MessageItem } from '@parley/client/views/message-item';
import { useParley } from '../../app/parley-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useUsers } from '../../app/use-users.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** When a message was written and edited, and who got and read it. */
export function InfoDialog({ message, onClose }: { readonly message: MessageItem; readonly onClose: () => void }) {
  const { t, format } = useI18n();
  const { messages } = useParley();
  const { value: receipts, error } = useLoaded(message.id ?? '', () => messages.info(message.id ?? ''));
  const users = useUsers((receipts ?? []).map(({ userId }) => userId));
  const when = (at: string | undefined) => (at ? format.full(new Date(at).getTime()) : undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('message.info')}
      description={t('message.sentAt', { when: format.full(message.at) })}
      actions={
        <Button variant="quiet" onClick={onClose}>
          {t('action.close')}
        </Button>
      }
    >
      {error ? <p role="alert">{error}</p> : null}
      {!receipts && !error ? <Skeleton className="rounded-full h-12 w-full" /> : null}
      <ul className="space-y-3">
        {(receipts ?? []).map(({ userId, readAt, deliveredAt }) => {
          const name = users.get(userId)?.displayName ?? t('person.unknown');
          const read = when(readAt);
          const delivered = when(deliveredAt);
          return (
            <li key={userId} className="flex items-center gap-3">
              <Avatar id={userId} name={name} size="md" />
              <div className="min-w-0">
                <p dir="auto" className="truncate text-start font-semibold">
                  {name}
                </p>
                <p className="text-sm text-muted">
                  {read
                    ? t('message.readAt', { when: read })
                    : delivered
                      ? t('message.deliveredAt', { when: delivered })
                      : t('status.sent')}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
