import { Toast as Base } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import type { Toast } from './toast.ts';

interface ToasterProps {
  readonly closeLabel: string;
  readonly toast: Toast;
}

/** Shows toasts at the bottom, politely announced; each new `toast` joins those that are still there. */
export function Toaster({ closeLabel, toast }: ToasterProps) {
  return (
    <Base.Provider>
      <Base.Portal>
        <Base.Viewport className="fixed inset-x-4 bottom-[calc(5.5rem+env(safe-area-inset-bottom))] z-60 mx-auto flex max-w-md flex-col gap-2">
          <ToastList closeLabel={closeLabel} toast={toast} />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList({ closeLabel, toast }: ToasterProps) {
  const { toasts, add } = Base.useToastManager();
  useEffect(() => {
    const { title, action, stays } = toast;
    add({
      title,
      ...(stays ? { timeout: 0 } : {}),
      ...(action ? { actionProps: { children: action.label, onClick: action.run } } : {}),
    });
  }, [add, toast]);
  return toasts.map((shown) => (
    <Base.Root
      key={shown.id}
      toast={shown}
      className="flex items-center gap-2 rounded-2xl bg-ink py-1 ps-4 pe-1 text-panel shadow-raised transition-all data-ending-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0"
    >
      <Base.Title className="min-w-0 flex-1 py-2" />
      {shown.actionProps ? <Base.Action className="min-h-11 rounded-xl px-3 font-semibold underline underline-offset-4" /> : null}
      <Base.Close aria-label={closeLabel} className="grid size-11 place-items-center rounded-xl">
        <X aria-hidden size={18} />
      </Base.Close>
    </Base.Root>
  ));
}
