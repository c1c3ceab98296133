import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { classNames } from '../../ui/class-names.ts';
import type { Mentions } from './use-mentions.ts';

/** Members to mention, above the field; the arrow keys and Enter choose. */
export function MentionList({ mentions }: { readonly mentions: Mentions }) {
  const t = useT();
  return (
    <div
      role="listbox"
      aria-label={t('composer.mentions')}
      className="absolute inset-x-2 bottom-full mx-auto mb-2 max-w-sm animate-rise overflow-hidden rounded-2xl border border-line bg-raised p-1.5 shadow-raised"
    >
      {mentions.options.map((user, index) => (
        <button
          key={user.id}
          type="button"
          role="option"
          aria-selected={index === mentions.active}
          // The field keeps the focus, so that typing goes on.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => mentions.choose(user)}
          className={classNames(
            'flex min-h-11 w-full items-center gap-3 rounded-xl px-2.5 text-start',
            index === mentions.active && 'bg-sunken',
          )}
        >
          <Avatar id={user.id} name={user.displayName} url={user.avatarUrl} size="sm" />
          <span dir="auto" className="truncate">
            {user.displayName}
          </span>
          {user.username ? (
            <span dir="ltr" className="text-sm text-muted">
              @{user.username}
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}
