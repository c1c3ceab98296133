import type { MessageItem } from '@parley/client/views/message-item';
import { Star, Timer } from 'lucide-react';
import { useI18n } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { Ticks } from './ticks.tsx';

/** The small print of a message: starred, edited, that it disappears, when, and how far it has come. */
export function BubbleMeta({ message }: { readonly message: MessageItem }) {
  const { t, format } = useI18n();
  return (
    <p
      className={classNames(
        '-mb-0.5 flex shrink-0 items-center justify-end gap-1 text-xs',
        message.mine ? 'text-mine-muted' : 'text-muted',
      )}
    >
      {message.starred ? <Star role="img" aria-label={t('message.starred')} size={12} className="fill-current" /> : null}
      {message.editedAt && !message.deleted ? <span title={format.full(message.editedAt)}>{t('message.edited')}</span> : null}
      {message.expiresAt && !message.deleted ? (
        <span title={t('message.disappears', { when: format.full(message.expiresAt) })}>
          <Timer role="img" aria-label={t('message.disappears', { when: format.full(message.expiresAt) })} size={12} />
        </span>
      ) : null}
      <time dateTime={new Date(message.at).toISOString()} title={format.full(message.at)}>
        {format.time(message.at)}
      </time>
      {message.mine && message.status && !message.deleted ? <Ticks status={message.status} /> : null}
    </p>
  );
}
