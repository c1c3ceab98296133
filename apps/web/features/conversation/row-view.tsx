import type { MessageItem } from '@parley/client/views/message-item';
import { memo } from 'react';
import { useNow } from '../../app/use-now.ts';
import { useUsers } from '../../app/use-users.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { peopleOf } from '../chat-list/content-people.ts';
import { useMessagePreview } from '../chat-list/use-message-preview.ts';
import { MessageRow } from './message-row.tsx';
import type { Row } from './rows.ts';
import type { OpenMessageMenu } from './use-message-menu.ts';

interface RowViewProps {
  readonly row: Row;
  readonly tabStop: boolean;
  readonly flashing: boolean;
  readonly onMenu: OpenMessageMenu;
}

/** Draws one row of the history. */
export const RowView = memo(function RowView({ row, tabStop, flashing, onMenu }: RowViewProps) {
  switch (row.kind) {
    case 'day':
      return <DayRow at={row.at} />;
    case 'unread':
      return <UnreadRow />;
    case 'system':
      return <SystemRow message={row.message} />;
    case 'message':
      return (
        <MessageRow
          message={row.message}
          first={row.first}
          last={row.last}
          tabStop={tabStop}
          flashing={flashing}
          onMenu={onMenu}
        />
      );
  }
});

function DayRow({ at }: { readonly at: number }) {
  const { format } = useI18n();
  return (
    <div className="flex justify-center py-3">
      <span className="rounded-full bg-sunken px-3 py-1 text-xs font-semibold text-soft">{format.day(at, useNow())}</span>
    </div>
  );
}

function UnreadRow() {
  const { t } = useI18n();
  return (
    <div className="flex items-center gap-3 py-3 text-xs font-semibold text-accent" data-testid="unread-line">
      <span aria-hidden className="h-px flex-1 bg-accent opacity-30" />
      {t('chat.unreadLine')}
      <span aria-hidden className="h-px flex-1 bg-accent opacity-30" />
    </div>
  );
}

function SystemRow({ message }: { readonly message: MessageItem }) {
  const users = useUsers(peopleOf(message.content));
  const preview = useMessagePreview();
  return (
    <div className="flex justify-center py-1.5">
      <span dir="auto" className="max-w-[85%] rounded-xl bg-sunken px-3 py-1 text-center text-xs text-soft">
        {preview(message.content, users)}
      </span>
    </div>
  );
}
