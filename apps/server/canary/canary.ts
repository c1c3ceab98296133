import { ParleyError } from '@parley/client/api/error';
import type { Ids } from '@parley/kernel/ids';
import { type AccountFile, newAccounts } from './accounts.ts';
import type { Deadline } from './deadline.ts';
import { type Device, openDevice } from './device.ts';
import type { Couple } from './probe.ts';
import { runRound } from './round.ts';
import type { RoundResult } from './steps.ts';

export interface CanaryOptions {
  /** Origin of the server. */
  readonly url: string;
  /** Ms for each step of a round. */
  readonly stepTimeout: number;
  readonly userPrefix: string;
  readonly accounts: AccountFile;
  readonly ids: Ids;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Probes a server from outside, as two of its people. */
export interface Canary {
  /** One round; never rejects. Rounds don't overlap. */
  round(): Promise<RoundResult>;
  /** Signs out. */
  close(): Promise<void>;
}

type Pair = Omit<Couple, 'chatId'>;

/** Makes a canary; it does nothing before its first round, and keeps its devices from one round to the next while they go well. */
export function createCanary(options: CanaryOptions): Canary {
  const { url, accounts, userPrefix, ids } = options;
  let pair: Pair | undefined;

  async function both(entry: 'sign in' | 'register', deadline: Deadline): Promise<Pair> {
    const known = entry === 'sign in' ? accounts.load(url) : undefined;
    const used = known ?? newAccounts(userPrefix, ids.bytes);
    const writer = await openDevice(url, used.writer, entry, deadline);
    try {
      const reader = await openDevice(url, used.reader, entry, deadline);
      accounts.save(url, used);
      return { writer, reader };
    } catch (error) {
      await leave(writer);
      throw error;
    }
  }

  async function signIn(deadline: Deadline): Promise<Pair> {
    pair ??= await enter(deadline);
    return pair;
  }

  async function enter(deadline: Deadline): Promise<Pair> {
    if (accounts.load(url) === undefined) return both('register', deadline);
    try {
      return await both('sign in', deadline);
    } catch (error) {
      // A server that was set up anew doesn't know them.
      if (!(error instanceof ParleyError && error.status === 401)) throw error;
      return both('register', deadline);
    }
  }

  async function close(): Promise<void> {
    const left = pair;
    pair = undefined;
    if (left !== undefined) await Promise.all([leave(left.writer), leave(left.reader)]);
  }

  return {
    async round() {
      const result = await runRound({ ...options, signIn });
      // A device that has failed once may be what is wrong: the next round begins with fresh ones.
      if (!result.ok) await close();
      return result;
    },
    close,
  };
}

async function leave(device: Device): Promise<void> {
  await device.signOut();
  await device.stop();
}
