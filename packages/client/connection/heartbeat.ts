import type { Clock } from '../clock.ts';

/** Ms of silence after which the server is asked for a sign of life. */
const QUIET_MS = 25_000;
/** Ms that it has to give one. */
const ANSWER_MS = 10_000;

/** Finds sockets that are dead without having said so: half-open ones, and those of a machine that slept. */
export interface Heartbeat {
  start(): void;
  /** Something came from the server. */
  heard(): void;
  stop(): void;
}

export function createHeartbeat(clock: Clock, actions: { readonly ping: () => void; readonly dead: () => void }): Heartbeat {
  let cancel: (() => void) | undefined;
  let running = false;

  const listen = (): void => {
    cancel?.();
    cancel = clock.schedule(QUIET_MS, () => {
      actions.ping();
      cancel = clock.schedule(ANSWER_MS, actions.dead);
    });
  };

  return {
    start() {
      running = true;
      listen();
    },
    heard() {
      if (running) listen();
    },
    stop() {
      running = false;
      cancel?.();
    },
  };
}
