import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { StoreChange } from '../store/store-change.ts';
import type { Ephemeral } from './ephemeral.ts';

/** What all views read from. */
export interface ViewContext {
  readonly store: Store;
  readonly clock: Clock;
  readonly ephemeral: Ephemeral;
  /** Who is signed in; empty when nobody is. */
  readonly userId: () => string;
  readonly onFault: (error: unknown) => void;
}

/** Has `refresh` called on changes of the store that `matters` says yes to, and on changes of presence and typing. */
export function watchStore(
  { store, ephemeral }: ViewContext,
  matters: (change: StoreChange) => boolean,
  refresh: () => void,
): () => void {
  const stop = store.onChange((change) => {
    if (change.cleared || change.meta.includes('session') || matters(change)) refresh();
  });
  ephemeral.listeners.add(refresh);
  return () => {
    stop();
    ephemeral.listeners.remove(refresh);
  };
}
