import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BootOptions {
  /** Folder to start on again; a new temporary one unless given. */
  readonly dataDir?: string;
  /** Port to take again; any free one unless given. */
  readonly port?: number;
  /** Added to the environment of a test server: codes are echoed, limits are off, the log is quiet. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole Parley in processes of its own, started as a user starts it. */
export interface BootedServer {
  readonly baseUrl: string;
  readonly port: number;
  readonly dataDir: string;
  /** Asks it to end; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Kills the program and all of its process group at once (SIGKILL); resolves when the program is gone. */
  kill(): Promise<void>;
  /** Removes the data folder. The server must have ended. */
  remove(): Promise<void>;
}

const ROOT = join(import.meta.dir, '../..');
/** Ms that a start may take; recovery after a kill is part of it. */
const PATIENCE = 60_000;
/** Ms between two looks at whether it is ready; a process that starts can't tell one that isn't its parent. */
const POLL = 20;

/** Starts a server and resolves when `/health/ready` says so. Throws with the end of its log when it ends before that. */
export async function bootServer(options: BootOptions = {}): Promise<BootedServer> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'parley-server-')));
  const port = options.port ?? (await freePort());
  const args = ['apps/server/main.ts', 'serve', '--port', String(port), '--data-dir', dataDir];
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off', PARLEY_LOG_LEVEL: 'warn', ...options.env },
    // A process group of its own, so that a test can kill the whole of it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = keepEnd(child);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const baseUrl = `http://127.0.0.1:${port}`;
  await untilReady(baseUrl, child, log);
  return {
    baseUrl,
    port,
    dataDir,
    async stop() {
      child.kill('SIGTERM');
      return await exited;
    },
    async kill() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await exited;
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function untilReady(baseUrl: string, child: ChildProcess, log: () => string): Promise<void> {
  const until = Date.now() + PATIENCE;
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended before it was ready:\n${log()}`);
    const ready = await fetch(`${baseUrl}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await Bun.sleep(POLL);
  }
  child.kill('SIGKILL');
  throw new Error(`the server was not ready in ${PATIENCE} ms:\n${log()}`);
}

/** Keeps the last of what a process prints. */
function keepEnd(child: ChildProcess): () => string {
  let text = '';
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-8_000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return () => text;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no free port'))));
    });
  });
}
