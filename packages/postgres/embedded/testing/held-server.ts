import type { ConnectionTarget } from '../../connection.ts';

/** A server that a process of its own holds, for tests that kill that process. */
export interface HeldServer {
  /** Of the process that holds it. */
  readonly holder: number;
  /** Of PostgreSQL. */
  readonly pid: number;
  readonly target: ConnectionTarget;
  /** Kills the holder with no chance to clean up; resolves when it is gone. */
  kill(): Promise<void>;
  /** Lets it stop in order. */
  stop(): Promise<number>;
}

/** Starts one. `prefix` is put before the command, to run it as another user. Rejects with the message that the process ended with. */
export async function holdServer(directory: string, prefix: readonly string[] = []): Promise<HeldServer> {
  const script = new URL('./hold-server.ts', import.meta.url).pathname;
  const holder = Bun.spawn([...prefix, process.execPath, script, directory], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  });
  const reader = holder.stdout.getReader();
  let text = '';
  while (!text.includes('\n')) {
    const { value, done } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  const line = JSON.parse(text === '' ? '{"error":"it ended without a word"}' : text) as {
    pid: number;
    target: ConnectionTarget;
    error?: string;
  };
  if (line.error !== undefined) {
    await holder.exited;
    throw new Error(line.error);
  }
  return {
    holder: holder.pid,
    pid: line.pid,
    target: line.target,
    async kill() {
      holder.kill('SIGKILL');
      await holder.exited;
    },
    async stop() {
      await holder.stdin.end();
      return holder.exited;
    },
  };
}
