import type { Cache } from '@parley/cache/cache';
import type { Ids } from '@parley/kernel/ids';
import { BOOKS_TTL, EPOCH, SETTLING } from './keys.ts';

/** Notices that the memory was lost: a Redis that came back empty knows nobody, which doesn't mean that nobody is there. */
export interface Epochs {
  /**
   * The name of the memory, which is begun if there is none. `claimed` is the one that a node knew. @throws `cache.unavailable`
   */
  current(claimed: string | undefined): Promise<string>;
  /** Whether who isn't found is not there. @throws `cache.unavailable` */
  settled(): Promise<boolean>;
}

/** `settlingMs` is how long nodes take to say again who is connected to them. */
export function createEpochs(cache: Cache, ids: Pick<Ids, 'uuid'>, settlingMs: number): Epochs {
  let known: string | undefined;

  /** Before the new name is seen, so that nobody finds it without this. */
  const settle = (): Promise<void> => cache.set(SETTLING, '1', settlingMs);

  async function notice(stored: string | undefined, claimed: string | undefined): Promise<void> {
    const isNews = [known, claimed].some((name) => name !== undefined && name !== stored);
    if (isNews) await settle();
    known = stored ?? known;
  }

  return {
    async current(claimed) {
      const stored = await cache.get(EPOCH);
      await notice(stored, claimed);
      if (stored !== undefined) return stored;
      await cache.setIfAbsent(EPOCH, ids.uuid(), BOOKS_TTL);
      known = await cache.get(EPOCH);
      return known ?? '';
    },
    async settled() {
      const [stored, settling] = await cache.getMany([EPOCH, SETTLING]);
      const before = known;
      await notice(stored, undefined);
      return stored !== undefined && settling === undefined && (before === undefined || before === stored);
    },
  };
}
