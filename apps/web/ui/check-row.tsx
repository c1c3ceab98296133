import { Check } from 'lucide-react';
import type { ReactNode } from 'react';

interface CheckRowProps {
  readonly leading: ReactNode;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly onChange: () => void;
}

/** A row that is chosen or not; the whole row is the target. */
export function CheckRow({ leading, label, hint, checked, onChange }: CheckRowProps) {
  return (
    <label className="relative flex min-h-14 cursor-pointer items-center gap-3.5 px-4 py-2 transition-colors hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus">
      {leading}
      <span className="min-w-0 flex-1">
        <span className="block truncate text-start">
          <bdi>{label}</bdi>
        </span>
        {hint ? <span className="block truncate text-sm text-muted">{hint}</span> : null}
      </span>
      <input type="checkbox" checked={checked} onChange={onChange} className="peer sr-only" />
      <span className="grid size-6 place-items-center rounded-full border-2 border-muted text-on-accent peer-checked:border-accent peer-checked:bg-accent">
        {checked ? <Check aria-hidden size={15} strokeWidth={3} /> : null}
      </span>
    </label>
  );
}
