/** Those who want to know that something changed. */
export interface Listeners {
  readonly size: number;
  add(listener: () => void): void;
  remove(listener: () => void): void;
  tell(): void;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    get size() {
      return listeners.size;
    },
    add: (listener) => void listeners.add(listener),
    remove: (listener) => void listeners.delete(listener),
    tell() {
      for (const listener of [...listeners]) listener();
    },
  };
}
