import type { View } from '@parley/client/views/view';

/** A view whose value is set by hand. */
export interface ValueView<T> extends View<T> {
  set(value: T): void;
}

/** A view over a value. */
export function valueView<T>(initial: T): ValueView<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
  };
}
