import type { MessageStatus } from '@parley/client/views/message-item';
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react';
import { useT } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';

const looks = {
  pending: { icon: Clock3, label: 'status.pending', tone: '' },
  sent: { icon: Check, label: 'status.sent', tone: '' },
  delivered: { icon: CheckCheck, label: 'status.delivered', tone: '' },
  read: { icon: CheckCheck, label: 'status.read', tone: 'text-accent' },
  failed: { icon: CircleAlert, label: 'status.failed', tone: 'text-danger' },
} as const;

/** How far an own message has come. */
export function Ticks({ status }: { readonly status: MessageStatus }) {
  const t = useT();
  const { icon: Icon, label, tone } = looks[status];
  return (
    <span
      role="img"
      aria-label={t(label)}
      title={t(label)}
      data-status={status}
      className={classNames('inline-grid shrink-0', tone || 'text-mine-muted')}
    >
      <Icon aria-hidden size={status === 'pending' ? 13 : 16} strokeWidth={2.2} />
    </span>
  );
}
