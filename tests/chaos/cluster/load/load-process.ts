import type { LoadAnswer, LoadCommand, LoadJob } from './job.ts';

/** The clients of a run, in a process of their own: what they cost isn't the system's, and what breaks the system doesn't break them. */
export interface LoadProcess {
  /** Obeys; one command at a time. Rejects where the load has failed. */
  ask(command: LoadCommand): Promise<LoadAnswer>;
  /** Ends it, whatever it is at. */
  end(): Promise<void>;
}

/** Starts the load; resolves when everybody is connected; nothing is offered yet. */
export async function startLoad(job: LoadJob): Promise<LoadProcess> {
  let waiting = Promise.withResolvers<LoadAnswer>();
  let failure: Error | undefined;
  const fail = (why: string): void => {
    failure ??= new Error(why);
    waiting.reject(failure);
  };
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/main.ts`, JSON.stringify(job)], {
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    ipc(message) {
      const answer = message as LoadAnswer;
      if (answer.said === 'failed') fail(`the load failed: ${answer.why}`);
      else waiting.resolve(answer);
    },
    onExit: (_, status) => fail(`the load ended with ${status}`),
  });
  // It may fail when nobody asks; the next one who does is told.
  const quietly = <T>(promise: Promise<T>): Promise<T> => {
    promise.catch(() => undefined);
    return promise;
  };
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await child.exited;
  };

  try {
    await quietly(waiting.promise);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    ask(command) {
      if (failure !== undefined) return Promise.reject(failure);
      waiting = Promise.withResolvers();
      child.send(command);
      return quietly(waiting.promise);
    },
    end,
  };
}
