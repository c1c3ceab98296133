import type { MessageItem } from '@parley/client/views/message-item';
import { useParley } from '../../app/parley-context.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';

/** The reactions below a message; a press adds one's own or takes it back. */
export function Reactions({ message }: { readonly message: MessageItem }) {
  const { t, format } = useI18n();
  const { messages } = useParley();
  if (message.reactions.length === 0 || message.deleted) return null;
  return (
    <ul
      aria-label={t('message.reactions')}
      className={classNames('relative z-1 -mt-1 flex flex-wrap gap-1', message.mine ? 'justify-end' : 'justify-start')}
    >
      {message.reactions.map(({ emoji, count, mine }) => (
        <li key={emoji}>
          <button
            type="button"
            aria-pressed={mine}
            aria-label={t('message.reaction', { emoji, count })}
            onClick={() => void messages.react(message, emoji, !mine)}
            className={classNames(
              'flex min-h-7 animate-rise items-center gap-1 rounded-full border px-2 text-sm transition-colors',
              mine ? 'border-accent bg-tint font-semibold text-accent' : 'border-line bg-raised text-soft hover:bg-sunken',
            )}
          >
            <span>{emoji}</span>
            {count > 1 ? <span className="text-xs">{format.number(count)}</span> : null}
          </button>
        </li>
      ))}
    </ul>
  );
}
