import { Pencil, Reply, X } from 'lucide-react';
import { useUsers } from '../../app/use-users.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { peopleOf } from '../chat-list/content-people.ts';
import { useMessagePreview } from '../chat-list/use-message-preview.ts';
import type { ComposerTask } from './conversation-provider.tsx';

/** What the next message answers, or which one is being edited. */
export function ComposerTaskBar({ task, onCancel }: { readonly task: ComposerTask; readonly onCancel: () => void }) {
  const t = useT();
  const preview = useMessagePreview();
  const { message, kind } = task;
  const users = useUsers(peopleOf(message.content));
  const name = message.mine ? t('person.you') : (message.sender?.displayName ?? t('person.unknown'));
  const Icon = kind === 'edit' ? Pencil : Reply;
  return (
    <div className="flex animate-rise items-center gap-3 px-3 pt-2 sm:px-5" data-testid="composer-task">
      <Icon aria-hidden size={19} className="shrink-0 text-accent rtl:-scale-x-100" />
      <div className="min-w-0 flex-1 rounded-lg border-s-[3px] border-accent bg-sunken px-2.5 py-1.5 text-sm">
        <p className="truncate font-semibold text-accent">
          {kind === 'edit' ? t('composer.editing') : t('composer.replying', { name })}
        </p>
        <p dir="auto" className="truncate text-start text-soft">
          {preview(message.content, users)}
        </p>
      </div>
      <IconButton icon={X} label={t('action.cancel')} onClick={onCancel} />
    </div>
  );
}
