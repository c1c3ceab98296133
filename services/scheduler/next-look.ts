const SECOND = 1_000;
/** Ms. The next tick of the minutely job comes before this is over; what is due later is its. */
const TICK = 61 * SECOND;

/**
 * When to look again for what is due next at `dueAt`, or undefined where the minutely tick is soon enough. All epoch ms. At the end of the
 * second, so that what is due in one second is one look, and never before what is due.
 */
export function nextLook(dueAt: number, now: number): number | undefined {
  if (dueAt > now + TICK) return undefined;
  return Math.ceil(Math.max(dueAt, now + 1) / SECOND) * SECOND;
}
