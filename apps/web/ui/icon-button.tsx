import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { classNames } from './class-names.ts';

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon;
  /** What the button does; read by screen readers and shown as a tooltip. */
  readonly label: string;
  readonly tone?: 'plain' | 'filled';
  /** Mirrors icons that point somewhere, in right-to-left languages. */
  readonly directional?: boolean;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A 44 px button that shows only an icon. */
export function IconButton({ icon: Icon, label, tone = 'plain', directional = false, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={classNames(
        'grid size-11 shrink-0 place-items-center rounded-full transition-colors disabled:opacity-45 disabled:pointer-events-none',
        tone === 'filled' ? 'bg-accent text-on-accent hover:bg-accent-strong' : 'text-soft hover:bg-sunken hover:text-ink',
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden size={21} strokeWidth={1.9} className={directional ? 'rtl:-scale-x-100' : undefined} />
    </button>
  );
}
