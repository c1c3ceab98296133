import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import { type GraphileJobs, graphileJobs } from '@parley/jobs/graphile-jobs';
import { deleteExpired, deleteExpiredKey, sendScheduled, sendScheduledKey } from '@parley/jobs/kinds';
import { serviceCall } from '@parley/kernel/call';
import { systemClock } from '@parley/kernel/clock';
import { fail } from '@parley/protocol/errors';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import type { SchedulerContext } from './context.ts';
import { schedulerJobs } from './jobs.ts';

let database: TestDatabase;
const running: GraphileJobs[] = [];
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(async () => {
  for (const jobs of running.splice(0)) await jobs.stop();
  await database.pool.query('DELETE FROM graphile_worker._private_jobs');
});
afterAll(() => database.close());

type Contracts = Pick<SchedulerContext, 'auth' | 'chat' | 'message' | 'user'>;

/** Instances of the target over services that the test plays; answers what was asked of them. */
async function instances(count: number, message: Partial<Contracts['message']>): Promise<GraphileJobs> {
  const upkeep = async () => ({ deadLetters: 0 });
  for (let n = 0; n < count; n++) {
    const jobs = await graphileJobs({
      db: database.pool,
      target: database.target,
      clock: systemClock,
      logger: silentLogger,
    });
    const context: SchedulerContext = {
      auth: { upkeep },
      chat: { upkeep },
      user: { upkeep },
      message: { upkeep, deleteExpired: async () => ({ deleted: 0 }), sendScheduled: async () => ({}), ...message },
      jobs,
      db: database.pool,
      clock: systemClock,
      logger: silentLogger,
      deadLetters: { labels: () => ({ set: () => {} }) } as unknown as SchedulerContext['deadLetters'],
      call: () => serviceCall('scheduler'),
    };
    for (const job of schedulerJobs(context)) jobs.define(job);
    await jobs.start();
    running.push(jobs);
  }
  return running[0] as GraphileJobs;
}

describe('the jobs of the scheduler', () => {
  test('a scheduled message is asked for once by three instances that compete, and again after a failure', async () => {
    const asked: string[] = [];
    const done = Promise.withResolvers<void>();
    const jobs = await instances(3, {
      async sendScheduled({ id }) {
        asked.push(id);
        if (asked.length === 1) throw fail('internal.unavailable');
        done.resolve();
        return {};
      },
    });
    const id = crypto.randomUUID();
    await jobs.enqueue(database.pool, sendScheduled, { id }, { key: sendScheduledKey(id) });
    await done.promise;
    expect(asked).toEqual([id, id]);
  }, 20_000);

  test('what is due is taken until nothing is, and what is due next is looked for in its second', async () => {
    const dueNext = Date.now() + 20_000;
    const answers = [
      { deleted: 100, nextDueAt: Date.now() - 5_000 },
      { deleted: 40, nextDueAt: dueNext },
    ];
    const done = Promise.withResolvers<void>();
    let asked = 0;
    const jobs = await instances(1, {
      async deleteExpired() {
        const answer = answers[asked++] ?? { deleted: 0 };
        if (asked === 2) done.resolve();
        return answer;
      },
    });
    await jobs.enqueue(database.pool, deleteExpired, {});
    await done.promise;
    for (const each of running.splice(0)) await each.stop();
    expect(asked).toBe(2);
    const second = Math.ceil(dueNext / 1_000) * 1_000;
    const waiting = await database.pool.query<{ key: string; at: number }>(
      `SELECT key, (extract(epoch FROM run_at) * 1000)::float8 AS at FROM graphile_worker.jobs WHERE key IS NOT NULL`,
    );
    expect(waiting.map(({ key, at }) => [key, at])).toEqual([[deleteExpiredKey(second), second]]);
  });

  test('ticks are written down by job, so that two instances enqueue one job for each, and a standstill is made up for once', async () => {
    let asked = 0;
    const caughtUp = Promise.withResolvers<void>();
    const count = {
      async upkeep() {
        asked += 1;
        caughtUp.resolve();
        return { deadLetters: 0 };
      },
    };
    await instances(1, {});
    for (const each of running.splice(0)) await each.stop();
    // The server was off for half a day: eleven ticks of the hourly job were missed.
    await database.pool.query(
      `UPDATE graphile_worker._private_known_crontabs SET known_since = now() - interval '2 days', last_execution = now() - interval '12 hours'`,
    );
    await instances(2, count);
    await caughtUp.promise;
    for (const each of running.splice(0)) await each.stop();
    expect(asked).toBe(1);
  }, 20_000);
});
