import { Switch } from '@base-ui/react/switch';
import { useId } from 'react';

interface SwitchRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** A setting that is on or off, with its label as part of the target. */
export function SwitchRow({ label, hint, checked, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="flex min-h-13 items-center gap-4 px-4 py-2">
      <label htmlFor={id} className="min-w-0 flex-1">
        <span className="block">{label}</span>
        {hint ? <span className="block text-sm text-muted">{hint}</span> : null}
      </label>
      <Switch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        className="relative flex h-7 w-12 shrink-0 items-center rounded-full bg-muted transition-colors data-checked:bg-accent"
      >
        <Switch.Thumb className="block size-5 translate-x-1 rounded-full bg-panel transition-transform data-checked:translate-x-6 rtl:-translate-x-1 rtl:data-checked:-translate-x-6" />
      </Switch.Root>
    </div>
  );
}
