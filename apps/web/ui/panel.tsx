import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './icon-button.tsx';

interface PanelProps {
  readonly title: string;
  readonly backLabel: string;
  readonly onBack: () => void;
  /** Stands at the end of the header. */
  readonly actions?: ReactNode;
  /** Stays below the header while the rest scrolls. */
  readonly top?: ReactNode;
  readonly children: ReactNode;
}

/** A side panel: header with a way back, and a body that scrolls. Takes the focus when it opens, so the keyboard follows. */
export function Panel({ title, backLabel, onBack, actions, top, children }: PanelProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!heading.current?.closest('section')?.contains(document.activeElement)) heading.current?.focus();
  }, []);
  return (
    <section aria-label={title} className="flex min-h-0 flex-1 flex-col">
      <header className="flex h-16 shrink-0 items-center gap-1 ps-2 pe-3">
        <IconButton icon={ArrowLeft} label={backLabel} onClick={onBack} directional />
        <h1 ref={heading} tabIndex={-1} className="min-w-0 flex-1 truncate text-lg font-semibold outline-none">
          {title}
        </h1>
        {actions}
      </header>
      {top ? <div className="px-4 pb-3">{top}</div> : null}
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-[calc(1rem+env(safe-area-inset-bottom))]">
        {children}
      </div>
    </section>
  );
}
