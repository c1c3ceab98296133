import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { LRUCache } from 'lru-cache';

/** Ms that a person's setting is remembered; a change of it shows after this at the latest. */
const REMEMBER_MS = 30_000;
const MAX_PEOPLE = 100_000;

/** Who lets others see what they have read (P3). */
export interface ReadPrivacy {
  /** Those of `userIds` who don't. Whoever can't be asked about counts as one. */
  hiding(userIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** `ask` answers which of these people show what they have read; those it leaves out don't. */
export function createReadPrivacy(context: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ask: (userIds: string[]) => Promise<ReadonlySet<string>>;
}): ReadPrivacy {
  const { clock, logger, ask } = context;
  const known = new LRUCache<string, { readonly hides: boolean; readonly until: number }>({ max: MAX_PEOPLE });

  async function learn(userIds: string[]): Promise<void> {
    try {
      const showing = await ask(userIds);
      const until = clock.now() + REMEMBER_MS;
      for (const userId of userIds) known.set(userId, { hides: !showing.has(userId), until });
    } catch (error) {
      logger.warn({ err: error }, 'read receipts stay hidden while privacy settings can’t be asked for');
    }
  }

  return {
    async hiding(userIds) {
      const now = clock.now();
      const unknown = [...new Set(userIds)].filter((userId) => (known.get(userId)?.until ?? 0) <= now);
      if (unknown.length > 0) await learn(unknown);
      return new Set(userIds.filter((userId) => known.get(userId)?.hides ?? true));
    },
  };
}
