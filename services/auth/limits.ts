import type { Cache } from '@parley/cache/cache';
import { type ErrorCode, fail } from '@parley/protocol/errors';
import { clientNetwork } from './domain/client-network.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const PER_MINUTE = 1 / 60;
const PER_DAY = 1 / (24 * 60 * 60);

/** Guesses at one account from one network … */
const LOGIN_PAIR = { perSecond: PER_MINUTE, burst: 10 } as const;
/** … and from all networks together. It is wide, because it also keeps the owner out of new sign-ins while somebody guesses. */
const LOGIN_ACCOUNT = { perSecond: 100 * PER_DAY, burst: 100 } as const;
/** Guesses at any accounts from one network, which may be a whole office. */
const LOGIN_NETWORK = { perSecond: 0.5, burst: 100 } as const;
const REGISTER_NETWORK = { perSecond: 2 * PER_MINUTE, burst: 100 } as const;
/** Codes cost money to send, so a network asks for few. */
const CODE_NETWORK = { perSecond: PER_MINUTE, burst: 30 } as const;
/** The plus and five digits: a country and one range in it. What is rented for pumping lies in few of them. */
const PREFIX_LENGTH = 6;

/** How many codes the installation pays for. */
export interface CodeBudget {
  /** In a day, altogether … */
  readonly perDay: number;
  /** … and to numbers that begin alike. */
  readonly perPrefixAndDay: number;
}

/**
 * The limits that aren't a phone number's own. They are kept in the cache; when that is gone the calls reject with
 * `cache.unavailable`, and with them what they guard: who can't count guesses lets nobody guess.
 */
export interface AuthLimits {
  /** Counts a request for a code; throws `auth.code_rate_limited`. */
  codeRequest(address: string): Promise<void>;
  /** Counts a code that is about to be sent to `phone`; throws `auth.code_rate_limited`. */
  codeSent(phone: string): Promise<void>;
  /** Counts a try to sign in, before the password is looked at; throws `auth.login_rate_limited`. */
  login(account: string, address: string): Promise<void>;
  /** Counts a registration; throws `rate.limited`. */
  registration(address: string): Promise<void>;
  /** False lets codes be sent without a pause: for load tests. */
  readonly enabled: boolean;
}

/** The limits over a cache. */
export function authLimits(cache: Cache, budget: CodeBudget): AuthLimits {
  async function take(code: ErrorCode, key: string, rule: { readonly perSecond: number; readonly burst: number }): Promise<void> {
    const verdict = await cache.limit(`auth:${key}`, rule);
    if (!verdict.allowed) throw fail(code, { retryAfter: Math.ceil(verdict.retryAfterMs / 1000) });
  }
  async function spend(key: string, limit: number): Promise<void> {
    if ((await cache.increment(`auth:${key}`, 1, DAY_MS)) > limit) throw fail('auth.code_rate_limited', { retryAfter: 3_600 });
  }
  return {
    enabled: true,
    codeRequest: (address) => take('auth.code_rate_limited', `code:${clientNetwork(address)}`, CODE_NETWORK),
    async codeSent(phone) {
      // The narrow one first: numbers of one range that are pumped don't use up what everybody shares.
      await spend(`codes:${phone.slice(0, PREFIX_LENGTH)}`, budget.perPrefixAndDay);
      await spend('codes', budget.perDay);
    },
    async login(account, address) {
      const network = clientNetwork(address);
      await take('auth.login_rate_limited', `login:network:${network}`, LOGIN_NETWORK);
      await take('auth.login_rate_limited', `login:pair:${network}:${account}`, LOGIN_PAIR);
      await take('auth.login_rate_limited', `login:account:${account}`, LOGIN_ACCOUNT);
    },
    registration: (address) => take('rate.limited', `register:${clientNetwork(address)}`, REGISTER_NETWORK),
  };
}

/** No limits: for load tests (`PARLEY_RATE_LIMIT=off`). What guards codes against guessing stays, it isn't among these. */
export const noLimits: AuthLimits = {
  enabled: false,
  codeRequest: async () => {},
  codeSent: async () => {},
  login: async () => {},
  registration: async () => {},
};
