/** A word to the person that goes away by itself. */
export interface Toast {
  readonly title: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Stays until it is closed. */
  readonly stays?: boolean;
}

type Listener = (toast: Toast) => void;

const waiting: Toast[] = [];
let listener: Listener | undefined;

/** Shows a toast; may be called from outside of React, and before anything is there to show it. */
export function showToast(toast: Toast): void {
  if (listener) listener(toast);
  else waiting.push(toast);
}

/** Gives all toasts, those that waited first, to `next`; the returned function stops it. */
export function takeToasts(next: Listener): () => void {
  listener = next;
  for (const toast of waiting.splice(0)) next(toast);
  return () => {
    listener = undefined;
  };
}
