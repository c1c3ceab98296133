import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { systemClock } from '@parley/kernel/clock';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { testLogger } from '@parley/testkit/test-logger';
import { z } from 'zod';
import { type GraphileJobs, graphileJobs } from './graphile-jobs.ts';
import { defineJob, type JobRun, jobKind } from './job.ts';
import { recoverJobs } from './recovery.ts';
import { SCHEMA_VERSION } from './schema.ts';

const greet = jobKind('test.greet', z.object({ n: z.number() }));
const { logger } = testLogger();
let database: TestDatabase;
const running: GraphileJobs[] = [];

beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const jobs of running.splice(0)) await jobs.stop();
  await database.engine.pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(() => database.close());

async function instance(run?: (payload: { n: number }, run: JobRun) => Promise<void>): Promise<GraphileJobs> {
  const jobs = await graphileJobs({ db: database.engine.pool, target: database.target, clock: systemClock, logger });
  if (run !== undefined) jobs.define(defineJob({ ...greet, run }));
  await jobs.start();
  running.push(jobs);
  return jobs;
}

/** Collects what runs, and tells when `count` have. */
function collector(count: number) {
  const done: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    done,
    all: promise,
    run: async ({ n }: { n: number }) => {
      done.push(n);
      if (done.length === count) resolve();
    },
  };
}

const waiting = async (): Promise<number> =>
  (await database.engine.pool.query<{ count: number }>('SELECT count(*)::int AS count FROM graphile_worker.jobs'))[0]?.count ??
  -1;

describe('jobs', () => {
  test('the tables are those of the library that is installed', async () => {
    await instance();
    const folder = join(dirname(require.resolve('graphile-worker/package.json')), 'sql');
    const newest = Math.max(...readdirSync(folder).map((name) => Number.parseInt(name, 10)));
    const [row] = await database.engine.pool.query<{ id: number }>('SELECT max(id) AS id FROM graphile_worker.migrations');
    expect([SCHEMA_VERSION, row?.id]).toEqual([newest, newest]);
  });

  test('several processes may make the tables at once', async () => {
    const other = await testDatabase();
    const open = () => graphileJobs({ db: other.engine.pool, target: other.target, clock: systemClock, logger });
    await Promise.all([open(), open(), open()]);
    await other.close();
  });

  test('each is done once, however many processes compete', async () => {
    const seen = collector(200);
    const [jobs] = [await instance(seen.run), await instance(seen.run), await instance(seen.run)];
    await database.engine.pool.transaction(async (tx) => {
      for (let n = 0; n < 200; n++) await jobs.enqueue(tx, greet, { n });
    });
    await seen.all;
    for (const each of running.splice(0)) await each.stop();
    expect(seen.done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(await waiting()).toBe(0);
  });

  test('one is there exactly if its transaction commits', async () => {
    const seen = collector(1);
    const jobs = await instance(seen.run);
    const undone = database.engine.pool.transaction(async (tx) => {
      await jobs.enqueue(tx, greet, { n: 1 });
      throw new Error('undo');
    });
    await expect(undone).rejects.toThrow('undo');
    expect(await waiting()).toBe(0);
    await database.engine.pool.transaction((tx) => jobs.enqueue(tx, greet, { n: 2 }));
    await seen.all;
    expect(seen.done).toEqual([2]);
  });

  test('one with a time waits for it', async () => {
    const ran = Promise.withResolvers<number>();
    const jobs = await instance(async () => ran.resolve(Date.now()));
    const runAt = Date.now() + 1_200;
    await jobs.enqueue(database.engine.pool, greet, { n: 1 }, { runAt });
    expect((await ran.promise) - runAt).toBeGreaterThanOrEqual(0);
  });

  test('one with a key takes the place of the one that waits, and can be taken back', async () => {
    const jobs = await instance();
    const later = Date.now() + 3_600_000;
    await jobs.enqueue(database.engine.pool, greet, { n: 1 }, { runAt: later, key: 'k' });
    await jobs.enqueue(database.engine.pool, greet, { n: 2 }, { runAt: later + 1, key: 'k' });
    expect(await waiting()).toBe(1);
    await jobs.cancel(database.engine.pool, 'k');
    expect(await waiting()).toBe(0);
  });

  test('one that fails is tried again', async () => {
    const tries: number[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const jobs = await instance(async (_, { attempt }) => {
      tries.push(attempt);
      if (attempt === 1) throw new Error('not yet');
      resolve();
    });
    await jobs.enqueue(database.engine.pool, greet, { n: 1 });
    await promise;
    expect(tries).toEqual([1, 2]);
  }, 15_000);

  test('one whose process died is done by another, and one that is under way is left alone', async () => {
    const pool = database.engine.pool;
    const begun = Promise.withResolvers<void>();
    const ends = Promise.withResolvers<void>();
    const jobs = await instance(async () => {
      begun.resolve();
      await ends.promise;
    });
    const lockedBy = async () =>
      (await pool.query<{ by: string | null }>(`SELECT locked_by AS by FROM graphile_worker.jobs`)).map(({ by }) => by);
    try {
      await jobs.enqueue(pool, greet, { n: 1 });
      await begun.promise;
      const [living] = await lockedBy();
      await pool.query(`UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '1 minute'`);
      await recoverJobs(pool, logger);
      expect(await lockedBy()).toEqual([living ?? 'nobody']);
      // A process that was killed holds no lock.
      await pool.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'pool-of-the-dead'`);
      await recoverJobs(pool, logger);
      expect(await lockedBy()).toEqual([null]);
    } finally {
      ends.resolve();
    }
  });

  test('what is under way is finished before the process stops', async () => {
    const begun = Promise.withResolvers<void>();
    let finished = false;
    const jobs = await instance(async (_, { signal }) => {
      begun.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      finished = true;
    });
    await jobs.enqueue(database.engine.pool, greet, { n: 1 });
    await begun.promise;
    await jobs.stop();
    expect(finished).toBe(true);
    expect(await waiting()).toBe(0);
  });

  test('a payload that its schema refuses is not enqueued', async () => {
    const jobs = await instance();
    const wrong = jobs.enqueue(database.engine.pool, greet, { n: Number.NaN });
    await expect(wrong).rejects.toThrow();
    expect(await waiting()).toBe(0);
  });
});
