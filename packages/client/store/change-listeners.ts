import type { StoreChange } from './store-change.ts';

/** Those who want to hear of changes. */
export interface ChangeListeners {
  add(listener: (change: StoreChange) => void): () => void;
  tell(change: StoreChange): void;
}

export function changeListeners(): ChangeListeners {
  const listeners = new Set<(change: StoreChange) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(change) {
      for (const listener of listeners) listener(change);
    },
  };
}
