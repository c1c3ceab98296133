import { afterClose } from '@parley/client/connection/after-close';
import type { Chance } from './simulate-fan-out.ts';

/** What the nodes that are left see when one goes. */
export interface Storm {
  /** Connections in the busiest second. */
  readonly peakPerSecond: number;
  /** Ms until the last client is connected again. */
  readonly lastMs: number;
  /** Attempts that a full node turned away. */
  readonly refused: number;
}

/**
 * Clients that lose their node come back by the SDK's own rules: after its death (`code` 1006) or its drain (4503). `capacity` connections a second
 * are taken in all; who comes in a second that is full is refused and waits longer.
 */
export function reconnectStorm(clients: number, code: number, capacity: number, chance: Chance): Storm {
  const random = { fraction: chance, uuid: () => '' };
  const waiting: { at: number; attempt: number }[] = Array.from({ length: clients }, () => ({
    at: afterClose(code, '', 0, random).delay ?? 0,
    attempt: 1,
  }));
  const accepted: number[] = [];
  let refused = 0;
  let lastMs = 0;
  for (let second = 0; waiting.length > 0; second++) {
    const due = waiting.filter(({ at }) => at < (second + 1) * 1000).toSorted((a, b) => a.at - b.at);
    const later = waiting.filter(({ at }) => at >= (second + 1) * 1000);
    accepted.push(Math.min(due.length, capacity));
    if (due.length > 0) lastMs = due[Math.min(due.length, capacity) - 1]?.at ?? lastMs;
    for (const client of due.slice(capacity)) {
      refused++;
      // It hears of it at the second's end.
      later.push({
        at: (second + 1) * 1000 + (afterClose(1006, '', client.attempt, random).delay ?? 0),
        attempt: client.attempt + 1,
      });
    }
    waiting.splice(0, waiting.length, ...later);
  }
  return { peakPerSecond: Math.max(0, ...accepted), lastMs, refused };
}
