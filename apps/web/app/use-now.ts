import type { View } from '@parley/client/views/view';
import { useView } from './use-view.ts';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** The time to the minute, one timer for the whole page, running only while something shows it. */
const minute: View<number> = {
  subscribe(listener) {
    listeners.add(listener);
    timer ??= setInterval(tick, 60_000);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  },
  snapshot: () => now,
};

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** The time (epoch ms) to within a minute; renders again when it moves on. */
export function useNow(): number {
  return useView(minute);
}
