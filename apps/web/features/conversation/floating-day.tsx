import { useNow } from '../../app/use-now.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';
import type { ListVirtualizer } from './list-virtualizer.ts';
import type { Row } from './rows.ts';

/** Names the day of what is at the top while the history is being scrolled. */
export function FloatingDay({ virtualizer, rows }: { readonly virtualizer: ListVirtualizer; readonly rows: readonly Row[] }) {
  const { format } = useI18n();
  const now = useNow();
  const row = rows[virtualizer.range?.startIndex ?? 0];
  const at = row?.kind === 'day' ? row.at : row?.kind === 'unread' ? undefined : row?.message.at;
  return (
    <div
      aria-hidden
      data-testid="floating-day"
      className={classNames(
        'pointer-events-none absolute inset-x-0 top-3 grid place-items-center transition-opacity duration-300',
        virtualizer.isScrolling && at !== undefined ? 'opacity-100' : 'opacity-0',
      )}
    >
      <span className="rounded-full bg-raised px-3 py-1 text-xs font-semibold text-soft shadow-raised">
        {at === undefined ? '' : format.day(at, now)}
      </span>
    </div>
  );
}
