import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A Parley of its own: the real server, with an empty data folder. */
export interface TestServer {
  readonly url: string;
  /** Stops the process and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts the server on a free port and waits for the line that says it is ready. Throws with its output when it ends before. Where the run
 * brings a cluster of its own (`PARLEY_TEST_CLUSTER`, its data folder), that is the server, and it is stopped by whoever started it.
 */
export async function startServer(): Promise<TestServer> {
  const shared = process.env['PARLEY_TEST_CLUSTER'];
  if (shared) {
    const { url } = JSON.parse(await readFile(join(shared, 'cluster', 'state.json'), 'utf8')) as { url: string };
    return { url, stop: async () => undefined };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-e2e-'));
  const server = spawn(
    join(root, 'node_modules/.bin/bun'),
    ['apps/server/main.ts', 'serve', '--port', '0', '--data-dir', dataDir],
    {
      cwd: root,
      env: { ...process.env, PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off', PARLEY_LOG_FORMAT: 'json' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const url = await readyUrl(server);
  return {
    url,
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readyUrl(server: ChildProcess): Promise<string> {
  const { stdout, stderr } = server;
  if (!stdout || !stderr) throw new Error('the server was started without pipes');
  const output: string[] = [];
  stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  for await (const line of createInterface({ input: stdout })) {
    const match = /Parley is ready: open (\S+)/.exec(line);
    if (match?.[1]) {
      // Someone has to read on, or the server blocks once the pipe is full.
      stdout.resume();
      return match[1];
    }
    output.push(`${line}\n`);
  }
  throw new Error(`the server ended before it was ready:\n${output.join('')}`);
}
