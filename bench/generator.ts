import type { Job } from './load/main.ts';

const MAIN = `${import.meta.dir}/load/main.ts`;

/** Runs a job in a load generator of its own and answers what it measured. */
export async function generate<T>(job: Job): Promise<T> {
  const child = spawn(job);
  const output = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`the load generator failed at ${job.job}`);
  return JSON.parse(output) as T;
}

/** Opens connections in a process of its own and keeps them until the answer is called. */
export async function holdIdle(job: Extract<Job, { job: 'idle' }>): Promise<() => Promise<void>> {
  const child = spawn(job);
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  reader.releaseLock();
  if (done) throw new Error('the load generator could not open its connections');
  return async () => {
    child.kill();
    await child.exited;
  };
}

function spawn(job: Job) {
  return Bun.spawn([process.execPath, MAIN], { stdin: new Blob([JSON.stringify(job)]), stdout: 'pipe', stderr: 'inherit' });
}
