/**
 * Something live to show. `snapshot` answers the same object until something in it has changed, and both functions are
 * bound, so a view fits React as it is: `useSyncExternalStore(view.subscribe, view.snapshot)`.
 *
 * A view starts to load when it is first subscribed to and rests when its last listener leaves.
 */
export interface View<T> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => T;
}
