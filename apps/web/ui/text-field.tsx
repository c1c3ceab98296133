import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Stands inside the field, at its end. */
  readonly trailing?: ReactNode;
}

/** A labelled input with a hint, or the error that replaces it. */
export function TextField({ label, hint, error, trailing, className, ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold text-soft">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={classNames(
            'min-h-12 w-full rounded-xl border bg-raised px-3.5 text-base text-ink transition-colors',
            trailing ? 'pe-12' : false,
            error ? 'border-danger' : 'border-line hover:border-muted',
          )}
          {...rest}
        />
        {trailing ? <div className="absolute inset-y-0 end-0.5 grid place-items-center">{trailing}</div> : null}
      </div>
      {note ? (
        <p
          id={`${id}-note`}
          role={error ? 'alert' : undefined}
          className={classNames('mt-1.5 text-sm', error ? 'text-danger' : 'text-muted')}
        >
          {note}
        </p>
      ) : null}
    </div>
  );
}
