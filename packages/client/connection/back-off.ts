import type { Random } from '../random.ts';

const FIRST_MS = 500;
/**
 * A server that is back must have its clients back within ten seconds, the catching up included; at eight tries in half a minute each client
 * of one that stays away still costs next to nothing.
 */
const LONGEST_MS = 8_000;

/**
 * Ms to wait before try number `attempt` (from 0): anything between nothing and a bound that doubles, so that many clients
 * that were cut off together don't come back together ("full jitter", AWS Architecture Blog, 2015).
 */
export function backOff(attempt: number, random: Random, first = FIRST_MS, longest = LONGEST_MS): number {
  return random.fraction() * Math.min(longest, first * 2 ** Math.min(attempt, 16));
}
