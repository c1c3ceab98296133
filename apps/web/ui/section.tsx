import { type ReactNode, useId } from 'react';

/** A titled group of rows within a panel. */
export function Section({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={title ? id : undefined} className="border-t border-line py-2 first:border-t-0">
      {title ? (
        <h2 id={id} className="px-4 pt-2 pb-1 text-sm font-semibold text-muted">
          {title}
        </h2>
      ) : null}
      {children}
    </section>
  );
}
