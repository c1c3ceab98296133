import type { Clock } from './clock.ts';
import { shuffle } from './shuffle.ts';

/** Clients that are sent away in a second, so that they don't meet the other nodes as a herd: 20,000 take 3 s. */
const PER_SECOND = 7_000;
/** Ms that all of them take at the most, however many there are: the process has to end in time. */
const LONGEST_MS = 3_000;
const STEP_MS = 20;
/** Ms that one client is waited for once it is its turn. */
const PATIENCE_MS = 1_000;

/**
 * Ends the connections of a process that drains, a few at a time in random order. `part` is called for each when it is its turn, and again every
 * 20 ms until it answers that the connection is gone; after a second it is `overdue`, and asked for the last time. Resolves when all are gone.
 */
export async function seeOff<T>(
  connections: Iterable<T>,
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
  part: (connection: T, overdue: boolean) => boolean,
): Promise<void> {
  const order = shuffle(connections, random);
  const steps = Math.min(LONGEST_MS, (order.length * 1000) / PER_SECOND) / STEP_MS;
  const perStep = Math.ceil(order.length / Math.max(1, steps));
  let parting: { readonly connection: T; readonly until: number }[] = [];
  while (order.length > 0 || parting.length > 0) {
    const now = clock.now();
    for (const connection of order.splice(0, perStep)) parting.push({ connection, until: now + PATIENCE_MS });
    parting = parting.filter(({ connection, until }) => !part(connection, now >= until) && now < until);
    if (order.length > 0 || parting.length > 0) await new Promise<void>((resolve) => clock.schedule(STEP_MS, resolve));
  }
}
