import type { ButtonHTMLAttributes } from 'react';
import { classNames } from './class-names.ts';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  quiet: 'bg-sunken text-ink hover:bg-tint',
  plain: 'text-accent hover:bg-tint',
  danger: 'text-danger hover:bg-danger-tint',
} as const;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: keyof typeof variants;
  /** Shows that the action is under way and refuses a second press. */
  readonly busy?: boolean;
}

/** A labelled button, at least 44 px high. */
export function Button({ variant = 'primary', busy = false, className, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      className={classNames(
        'inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-4 font-semibold transition-colors disabled:opacity-55 disabled:pointer-events-none',
        variants[variant],
        className,
      )}
      {...rest}
    />
  );
}
