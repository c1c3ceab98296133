/** Typed events. A listener that throws is reported like any uncaught error and keeps nobody else from hearing. */
export interface Emitter<Events> {
  on<K extends keyof Events>(name: K, listener: (event: Events[K]) => void): () => void;
  emit<K extends keyof Events>(name: K, event: Events[K]): void;
}

export function createEmitter<Events>(): Emitter<Events> {
  const listeners = new Map<keyof Events, Set<(event: never) => void>>();
  return {
    on(name, listener) {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known.add(listener));
      return () => known.delete(listener);
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) {
        try {
          (listener as (event: unknown) => void)(event);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
