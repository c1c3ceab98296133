import type { Clock } from '@parley/kernel/clock';
import type { Database } from '@parley/postgres/database';
import { sweep } from './store/sweep.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Drops what has expired, once a day from now on. The returned function ends it. */
export function sweepDaily(db: Database, clock: Clock, onFailure: (error: unknown) => void): () => void {
  let cancel = clock.schedule(DAY_MS, run);
  function run(): void {
    sweep(db, clock.now()).catch(onFailure);
    cancel = clock.schedule(DAY_MS, run);
  }
  return () => cancel();
}
