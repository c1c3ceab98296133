import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { LRUCache } from 'lru-cache';

/** Ms that a person's setting is remembered, should word of a change be lost. */
const REMEMBER_MS = 30_000;
const MAX_PEOPLE = 100_000;
/** People of one question: fewer than the user service answers at once. */
const ASK_AT_ONCE = 1_000;

/** Who lets others see what they have read (P3). */
export interface ReadPrivacy {
  /** Those of `userIds` who don't. Whoever can't be asked about counts as one. */
  hiding(userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The person's settings changed. */
  forget(userId: string): void;
  /** Word of changes may have been lost. */
  forgetAll(): void;
}

/**
 * `ask` answers which of these people show what they have read; those it leaves out don't. While `connected` is false word of changes
 * doesn't come through, and everybody is asked about each time.
 */
export function createReadPrivacy(context: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly connected: () => boolean;
  readonly ask: (userIds: string[]) => Promise<ReadonlySet<string>>;
}): ReadPrivacy {
  const { clock, logger, ask, connected } = context;
  const known = new LRUCache<string, { readonly hides: boolean; readonly until: number }>({ max: MAX_PEOPLE });

  /** Grows with every change, so that an answer from before one is not remembered. */
  let changes = 0;

  async function learn(userIds: string[]): Promise<void> {
    try {
      const before = changes;
      const showing = await ask(userIds);
      // What may be from before a change holds for who has just asked, and no longer.
      const until = before === changes && connected() ? clock.now() + REMEMBER_MS : 0;
      for (const userId of userIds) known.set(userId, { hides: !showing.has(userId), until });
    } catch (error) {
      for (const userId of userIds) known.delete(userId);
      logger.warn({ err: error }, 'read receipts stay hidden while privacy settings can’t be asked for');
    }
  }

  return {
    async hiding(userIds) {
      const now = clock.now();
      const heard = connected();
      const unknown = [...new Set(userIds)].filter((userId) => !heard || (known.get(userId)?.until ?? 0) <= now);
      for (let from = 0; from < unknown.length; from += ASK_AT_ONCE) await learn(unknown.slice(from, from + ASK_AT_ONCE));
      return new Set(userIds.filter((userId) => known.get(userId)?.hides ?? true));
    },
    forget(userId) {
      changes++;
      known.delete(userId);
    },
    forgetAll() {
      changes++;
      known.clear();
    },
  };
}
