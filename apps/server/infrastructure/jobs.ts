import { graphileJobs } from '@parley/jobs/graphile-jobs';
import { jobsPort } from '@parley/jobs/jobs';
import { defineModule } from '@parley/kernel/module';
import { postgresPort } from '@parley/postgres/database';

/** Ms after the start of the modules: loading what does the jobs takes a fifth of a second, which nobody has to wait for. */
const BEGIN_AFTER = 500;

/** Work that is done once, later or by the clock, whichever process does it. */
export const jobsModule = defineModule({
  name: 'jobs',
  summary: 'jobs and schedules, kept in PostgreSQL',
  target: false,
  provides: jobsPort,
  needs: { postgres: postgresPort },
  calls: {},
  options: {},
  async init({ postgres, clock, logger, meter }) {
    const jobs = await graphileJobs({ db: postgres.pool, target: postgres.target, clock, logger, meter });
    let cancel: (() => void) | undefined;
    return {
      value: jobs,
      start() {
        cancel = clock.schedule(BEGIN_AFTER, begin);
      },
      async drain() {
        cancel?.();
        await jobs.stop();
      },
      async stop() {
        cancel?.();
        await jobs.stop();
      },
    };

    function begin(): void {
      jobs.start().catch((error: unknown) => {
        logger.error({ err: error }, 'jobs could not begin; trying again');
        cancel = clock.schedule(BEGIN_AFTER * 10, begin);
      });
    }
  },
});
