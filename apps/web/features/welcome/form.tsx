import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';

interface FormProps {
  readonly onSubmit: (fields: FormData) => void;
  readonly busy: boolean;
  /** What went wrong with the whole, said above the button. */
  readonly error: string | undefined;
  readonly submitLabel: string;
  readonly children: ReactNode;
}

/** A column of fields with one button. */
export function Form({ onSubmit, busy, error, submitLabel, children }: FormProps) {
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(new FormData(event.currentTarget));
      }}
    >
      {children}
      {error ? (
        <p role="alert" className="rounded-xl bg-danger-tint px-4 py-3 text-sm text-danger">
          {error}
        </p>
      ) : null}
      <Button type="submit" busy={busy} className="min-h-12">
        {busy ? <Spinner /> : null}
        {submitLabel}
      </Button>
    </form>
  );
}
