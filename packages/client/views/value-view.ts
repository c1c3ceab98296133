import { createListeners } from './listeners.ts';
import type { View } from './view.ts';

/** A view whose value is set from outside. */
export interface ValueView<T> extends View<T> {
  set(value: T): void;
}

export function createValueView<T>(initial: T): ValueView<T> {
  const listeners = createListeners();
  let value = initial;
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.remove(listener);
    },
    snapshot: () => value,
    set(next) {
      if (next === value) return;
      value = next;
      listeners.tell();
    },
  };
}
