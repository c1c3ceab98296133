import { useId } from 'react';
import { classNames } from './class-names.ts';

interface ChoiceRowProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChange: (value: Value) => void;
}

/** One of a few values, side by side, as a radio group (arrow keys move between them). */
export function ChoiceRow<Value extends string>({ label, value, options, onChange }: ChoiceRowProps<Value>) {
  const name = useId();
  return (
    <fieldset className="px-4 py-3">
      <legend className="float-start mb-2">{label}</legend>
      <div className="clear-both flex flex-wrap gap-1 rounded-xl bg-sunken p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              'grid min-h-10 flex-1 cursor-pointer place-items-center rounded-lg px-3 text-center text-sm font-semibold transition-colors has-focus-visible:outline-2 has-focus-visible:outline-focus',
              option.value === value ? 'bg-raised text-accent shadow-bubble' : 'text-soft hover:text-ink',
            )}
          >
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
