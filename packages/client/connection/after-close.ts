import { closeCodes, reconnectAfter } from '@parley/protocol/close-codes';
import type { Random } from '../random.ts';
import { backOff } from './back-off.ts';
import type { OfflineReason } from './state.ts';

/** How to go on after a connection ended. */
export interface NextTry {
  readonly reason: OfflineReason;
  /** Ms; undefined: not by itself. */
  readonly delay: number | undefined;
  /** The access token must be replaced first. */
  readonly newToken: boolean;
}

/** Ms in which the clients of a node that goes away come to others: at once for each, and spread for those. */
const SPREAD_MS = 1_000;
/** Longest time taken from a server's `retryAfter`, in ms: a mistake there must not silence a client for good. */
const LONGEST_RETRY_AFTER_MS = 5 * 60_000;

/** Decides by the close code, the server's reason text and how many tries have failed in a row. */
export function afterClose(code: number, reason: string, attempt: number, random: Random): NextTry {
  const jittered = backOff(attempt, random);
  switch (reconnectAfter(code)) {
    case 'never':
      return { reason: code === closeCodes.replaced.code ? 'replaced' : 'protocol', delay: undefined, newToken: false };
    case 'with_new_token':
      // The first time at once: an expired token is no fault of anyone.
      return { reason: 'signed-out', delay: attempt === 0 ? 0 : jittered, newToken: true };
    case 'after_delay':
      return { reason: 'rate-limited', delay: retryAfter(reason) + backOff(0, random), newToken: false };
    case 'at_once':
      return { reason: 'server-draining', delay: attempt === 0 ? random.fraction() * SPREAD_MS : jittered, newToken: false };
    case 'back_off':
      return { reason: backOffReason(code), delay: jittered, newToken: false };
  }
}

function backOffReason(code: number): OfflineReason {
  if (code === closeCodes.tooSlow.code) return 'too-slow';
  return code >= 4500 ? 'server-error' : 'unreachable';
}

/** Ms from a close reason of the form `retryAfter=<seconds>`. */
function retryAfter(reason: string): number {
  const seconds = Number(/retryAfter=(\d+)/.exec(reason)?.[1] ?? 1);
  return Math.min(seconds * 1000, LONGEST_RETRY_AFTER_MS);
}
