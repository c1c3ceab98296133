import { Archive } from 'lucide-react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useView } from '../../app/use-view.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { RowButton } from '../../ui/row-button.tsx';

/** The way to the archived chats, where there are any. */
export function ArchivedRow() {
  const { t, format } = useI18n();
  const go = useGo();
  const { chats } = useView(useParley().views.chatList({ archived: true }));
  if (chats.length === 0) return null;
  return (
    <RowButton
      icon={Archive}
      label={t('chats.archived')}
      trailing={<span className="text-sm text-muted">{format.number(chats.length)}</span>}
      className="ps-[1.6rem]"
      onClick={() => go.panel('archived')}
    />
  );
}
