import type { View } from '@parley/client/views/view';
import { useSyncExternalStore } from 'react';

/** What a view shows now; renders again when it changes. */
export function useView<T>(view: View<T>): T {
  return useSyncExternalStore(view.subscribe, view.snapshot);
}
