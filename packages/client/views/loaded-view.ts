import { createListeners } from './listeners.ts';
import { sameJson } from './same.ts';
import type { View } from './view.ts';

export interface LoadedViewContext<T> {
  readonly initial: T;
  /** Reads the value afresh; the one before is given for what has not changed. */
  readonly load: (previous: T) => Promise<T>;
  /** Called while anybody listens; `refresh` has the value read again. The returned function ends that. */
  readonly watch: (refresh: () => void) => () => void;
  readonly onFault: (error: unknown) => void;
}

/** A view that is read from the store: when first listened to, and whenever `watch` says so. Readings that overlap become one. */
export interface LoadedView<T> extends View<T> {
  /** Reads again; resolves when the snapshot is new. */
  refresh(): Promise<void>;
}

export function createLoadedView<T>({ initial, load, watch, onFault }: LoadedViewContext<T>): LoadedView<T> {
  const listeners = createListeners();
  let value = initial;
  let stopWatching: (() => void) | undefined;
  let loading: Promise<void> | undefined;
  let stale = false;

  const loop = async (): Promise<void> => {
    do {
      stale = false;
      const next = await load(value);
      if (!sameJson(value, next)) {
        value = next;
        listeners.tell();
      }
    } while (stale);
  };

  const refresh = (): Promise<void> => {
    stale = true;
    loading ??= loop().finally(() => (loading = undefined));
    return loading;
  };
  const refreshLater = () => void refresh().catch(onFault);

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (stopWatching === undefined) {
        stopWatching = watch(refreshLater);
        refreshLater();
      }
      return () => {
        listeners.remove(listener);
        if (listeners.size > 0) return;
        stopWatching?.();
        stopWatching = undefined;
      };
    },
    snapshot: () => value,
    refresh,
  };
}
