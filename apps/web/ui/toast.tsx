import { Toast as Base } from '@base-ui/react/toast';
import { X } from 'lucide-react';

/** Toasts may be raised outside of React (the service worker does), so the manager is created once here. */
export const toasts = Base.createToastManager();

/** Shows the toasts raised through `toasts`, at the bottom, politely announced. */
export function Toaster({ closeLabel }: { readonly closeLabel: string }) {
  return (
    <Base.Provider toastManager={toasts}>
      <Base.Portal>
        <Base.Viewport className="fixed inset-x-4 bottom-[calc(5.5rem+env(safe-area-inset-bottom))] z-60 mx-auto flex max-w-md flex-col gap-2">
          <ToastList closeLabel={closeLabel} />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function ToastList({ closeLabel }: { readonly closeLabel: string }) {
  const manager = Base.useToastManager();
  return manager.toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className="flex items-center gap-2 rounded-2xl bg-ink py-1 ps-4 pe-1 text-panel shadow-raised transition-all data-ending-style:translate-y-3 data-ending-style:opacity-0 data-starting-style:translate-y-3 data-starting-style:opacity-0"
    >
      <Base.Title className="min-w-0 flex-1 py-2" />
      {toast.actionProps ? <Base.Action className="min-h-11 rounded-xl px-3 font-semibold underline underline-offset-4" /> : null}
      <Base.Close aria-label={closeLabel} className="grid size-11 place-items-center rounded-xl">
        <X aria-hidden size={18} />
      </Base.Close>
    </Base.Root>
  ));
}
