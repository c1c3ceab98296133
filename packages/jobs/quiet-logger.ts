import type { Logger as ParleyLogger } from '@parley/kernel/logger';
import type { Logger } from 'graphile-worker';

/** What graphile-worker has to say: its chatter for debugging, its complaints as warnings. Failures of jobs are logged by us. */
export async function quietLogger(logger: ParleyLogger): Promise<Logger> {
  const { Logger } = await import('graphile-worker');
  return new Logger(() => (level, message, meta) => {
    if (meta?.['failure'] === true) return;
    if (level === 'error' || level === 'warning') logger.warn({ err: meta?.['error'] }, `jobs: ${message}`);
    else logger.debug(`jobs: ${message}`);
  });
}
