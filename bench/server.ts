import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/engines/free-port';

/** A Parley of its own, on a temporary folder. */
export interface BenchServer {
  readonly baseUrl: string;
  readonly pid: number;
  readonly dataDir: string;
  /** From the command to ready, ms. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dir, '..');

/** Under root the database runs as another user, who passes through the folder. */
async function openToOthers(directory: string): Promise<string> {
  await chmod(directory, 0o711);
  return directory;
}

/** A new folder for a server's data. */
export function newDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'parley-bench-')).then(openToOthers);
}

export function removeDataDir(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true });
}

/** Starts a server, as `npm start` does but without rate limits, and waits until it is ready. */
export async function startServer(dataDir: string): Promise<BenchServer> {
  const port = await freePort();
  const started = performance.now();
  const child = Bun.spawn([process.execPath, 'apps/server/main.ts', 'serve', '--port', String(port), '--data-dir', dataDir], {
    cwd: ROOT,
    env: { ...process.env, PARLEY_RATE_LIMIT: 'off', PARLEY_OTP_SENDER: 'echo', PARLEY_LOG_LEVEL: 'error' },
    stdout: 'ignore',
    stderr: 'inherit',
  });
  const baseUrl = `http://127.0.0.1:${port}`;
  while (!(await isReady(baseUrl))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode} before it was ready`);
    await Bun.sleep(10);
  }
  return {
    baseUrl,
    pid: child.pid,
    dataDir,
    readyMs: performance.now() - started,
    async stop() {
      child.kill('SIGTERM');
      await child.exited;
    },
  };
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/health/ready`)).ok;
  } catch {
    return false;
  }
}
