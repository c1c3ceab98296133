import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface RowButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'title'> {
  readonly icon?: LucideIcon;
  /** Takes the place of the icon: an avatar. */
  readonly leading?: ReactNode;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly trailing?: ReactNode;
  readonly tone?: 'plain' | 'accent' | 'danger';
}

const tones = { plain: 'text-ink', accent: 'text-accent font-semibold', danger: 'text-danger' } as const;

/** A full-width row that does something when it is pressed. */
export function RowButton({ icon: Icon, leading, label, hint, trailing, tone = 'plain', className, ...rest }: RowButtonProps) {
  return (
    <button
      type="button"
      className={classNames(
        'flex min-h-14 w-full items-center gap-3.5 px-4 py-2 text-start transition-colors hover:bg-sunken focus-visible:-outline-offset-2 disabled:opacity-55',
        tones[tone],
        className,
      )}
      {...rest}
    >
      {leading}
      {Icon ? <Icon aria-hidden size={20} strokeWidth={1.9} className={tone === 'plain' ? 'text-muted' : undefined} /> : null}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{label}</span>
        {hint ? <span className="block truncate text-sm font-normal text-muted">{hint}</span> : null}
      </span>
      {trailing}
    </button>
  );
}
