import type { Jobs } from '@parley/jobs/jobs';
import { deleteExpired, deleteExpiredKey } from '@parley/jobs/kinds';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Database } from '@parley/postgres/database';
import type { Appended } from '../lanes/lane.ts';

/** Ms. What is due later than this is found by the look at what is due next that the job takes each minute. */
const SOON_MS = 90_000;
/** Seconds that are remembered as told of. */
const REMEMBERED = 256;

/**
 * Has messages erased in time that disappear so soon that the minutely job would come too late: tells the jobs of the second in which they are
 * due, once a second and process. After the commit and beside it: should it be lost, the message is erased up to a minute late, and is not
 * read meanwhile.
 */
export function createDueTeller(context: {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  readonly clock: Clock;
  readonly logger: Logger;
}): (batch: readonly Appended[]) => void {
  const { db, jobs, clock, logger } = context;
  const told = new Set<number>();

  function tell(second: number): void {
    told.add(second);
    for (const old of told) {
      if (told.size <= REMEMBERED) break;
      told.delete(old);
    }
    jobs.enqueue(db, deleteExpired, {}, { runAt: second, key: deleteExpiredKey(second) }).catch((error: unknown) => {
      told.delete(second);
      logger.warn(
        { err: error },
        'the time at which messages disappear could not be told; they are erased within a minute of it',
      );
    });
  }

  return (batch) => {
    for (const { message } of batch) {
      if (message.expiresAt === undefined || message.expiresAt > clock.now() + SOON_MS) continue;
      const second = Math.ceil(message.expiresAt / 1_000) * 1_000;
      if (!told.has(second)) tell(second);
    }
  };
}
