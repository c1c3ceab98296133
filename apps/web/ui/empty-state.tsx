import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly hint?: string;
  /** The button that helps out of the emptiness. */
  readonly action?: ReactNode;
}

/** What stands where there is nothing yet: says so, and says what to do about it. */
export function EmptyState({ icon: Icon, title, hint, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-1 px-8 py-12 text-center animate-rise">
      <span className="mb-3 grid size-14 place-items-center rounded-2xl bg-tint text-accent">
        <Icon aria-hidden size={26} strokeWidth={1.7} />
      </span>
      <p className="text-lg font-semibold">{title}</p>
      {hint ? <p className="max-w-xs text-muted">{hint}</p> : null}
      {action ? <div className="mt-5">{action}</div> : null}
    </div>
  );
}
