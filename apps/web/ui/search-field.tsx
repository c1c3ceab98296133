import { Search, X } from 'lucide-react';
import type { Ref } from 'react';

interface SearchFieldProps {
  readonly label: string;
  readonly clearLabel: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
  readonly autoFocus?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A rounded search input with a clear button; Escape empties it first. */
export function SearchField({ label, clearLabel, value, onChange, onEnter, autoFocus, ref }: SearchFieldProps) {
  return (
    <search className="relative block">
      <Search aria-hidden size={18} className="pointer-events-none absolute inset-y-0 start-3.5 my-auto text-muted" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        // biome-ignore lint/a11y/noAutofocus: only where the person has just asked to search.
        autoFocus={autoFocus}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onEnter?.();
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onChange('');
        }}
        className="min-h-11 w-full rounded-full bg-sunken ps-10 pe-10 text-base [&::-webkit-search-cancel-button]:hidden"
      />
      {value ? (
        <button
          type="button"
          aria-label={clearLabel}
          onClick={() => onChange('')}
          className="absolute inset-y-0 end-0 grid w-11 place-items-center text-muted hover:text-ink"
        >
          <X aria-hidden size={18} />
        </button>
      ) : null}
    </search>
  );
}
