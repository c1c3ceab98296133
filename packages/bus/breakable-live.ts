import type { LiveBus } from './live.ts';
import { memoryLive } from './memory-live.ts';

/** The live path of one of several processes, for tests: cut and mended by the test. */
export interface BreakableLive {
  readonly live: LiveBus;
  /** The connection is lost: nothing comes or goes until it is mended. */
  cut(): void;
  mend(): void;
}

/**
 * Makes the path of one more process on the same bus. `inner` is what connects them; a new one unless given.
 */
export function breakableLive(
  inner: LiveBus = memoryLive((error) => {
    throw error;
  }),
): BreakableLive {
  const gapHandlers = new Set<() => void>();
  let connected = true;
  const turn = (to: boolean): void => {
    connected = to;
    for (const handler of [...gapHandlers]) handler();
  };
  return {
    live: {
      publish(subject, message) {
        if (connected) inner.publish(subject, message);
      },
      subscribe: (subject, handler) => inner.subscribe(subject, (message) => connected && handler(message)),
      passedOn: () => inner.passedOn(),
      connected: () => connected,
      onGap(handler) {
        gapHandlers.add(handler);
        return () => gapHandlers.delete(handler);
      },
    },
    cut: () => turn(false),
    mend: () => turn(true),
  };
}
