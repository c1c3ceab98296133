import type { Clock } from '@parley/kernel/clock';

/**
 * Rejects if `work` isn't done in `ms`. The runtime's S3 client has no time limits of its own; what it does goes on then and nobody waits for it.
 */
export function within<T>(clock: Clock, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(ms, () => reject(new Error(`no answer within ${ms} ms`)));
    work.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: Error) => {
        cancel();
        reject(error);
      },
    );
  });
}
