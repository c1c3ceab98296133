import type { ConsumerJob, FinishCommand } from './job.ts';

/** The durable consumer of a run: one process after the other, each of which goes on where the last was killed. */
export interface ConsumerProcess {
  /** SIGKILL, and another in its place. */
  replace(): Promise<void>;
  /** Resolves when it has counted everything and ended. */
  finish(command: FinishCommand): Promise<void>;
  end(): Promise<void>;
}

/** Starts it; `historyOf` names the file that the nth process writes. */
export async function startConsumer(
  job: Omit<ConsumerJob, 'history'>,
  historyOf: (n: number) => string,
): Promise<ConsumerProcess> {
  let started = 0;
  const start = async () => {
    const { promise: ready, resolve: tellReady } = Promise.withResolvers<void>();
    const child = Bun.spawn(
      [process.execPath, `${import.meta.dir}/main.ts`, JSON.stringify({ ...job, history: historyOf(started++) })],
      {
        stdin: 'ignore',
        stdout: 'inherit',
        stderr: 'inherit',
        ipc: () => tellReady(),
      },
    );
    const status = await Promise.race([ready, child.exited]);
    if (status !== undefined) throw new Error(`the consumer ended with ${status}`);
    return child;
  };
  let child = await start();
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child.exited;
  };
  return {
    async replace() {
      await end();
      child = await start();
    },
    async finish(command) {
      child.send(command);
      const status = await child.exited;
      if (status !== 0) throw new Error(`the consumer ended with ${status}`);
    },
    end,
  };
}
