import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followOutput } from './follow-output.ts';
import { type TestDatabase, testDatabase } from './test-database.ts';

export interface BootOptions {
  /** What `--target` names; everything when absent. */
  readonly targets?: readonly string[];
  /** Settings beside those that the kit makes: port, data folder, log format. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of an earlier server, to start on again. It is kept; one that the kit makes goes when the server is stopped. */
  readonly dataDir?: string;
  /** Path of the program to start, for a build other than this. */
  readonly main?: string;
}

/** A whole server in a process of its own. */
export interface BootedServer {
  /** Where it answers, without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** All it has written so far. */
  output(): string;
  /** Asks it to stop, as an init system does, and resolves with its exit code. */
  stop(): Promise<number>;
  /** Ends it and all that it has started without a chance to clean up (SIGKILL to its process group). The data folder stays. */
  kill(): Promise<void>;
}

const MAIN = new URL('../../apps/server/main.ts', import.meta.url).pathname;
const BOOT_PATIENCE = 60_000;

/**
 * Starts Parley on a free port and answers when it is ready. It brings its own PostgreSQL in its data folder; with
 * `PARLEY_TEST_POSTGRES_URL` it gets a new database of that server instead. Rejects with what it wrote when it ends before it is ready.
 */
export async function bootServer(options: BootOptions = {}): Promise<BootedServer> {
  const dataDir = options.dataDir ?? temporaryFolder();
  const database = await externalDatabase(options);
  const server = Bun.spawn([process.execPath, options.main ?? MAIN, 'serve'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      PARLEY_HOST: '127.0.0.1',
      PARLEY_PORT: '0',
      PARLEY_DATA_DIR: dataDir,
      PARLEY_LOG_FORMAT: 'json',
      ...(options.targets === undefined ? {} : { PARLEY_TARGET: options.targets.join(',') }),
      ...(database !== undefined && 'url' in database.target ? { PARLEY_POSTGRES_URL: database.target.url } : {}),
      ...options.env,
    },
    // A process group of its own, so that a test can kill the whole of it.
    detached: true,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });

  const output = followOutput(server.stdout, server.stderr);

  async function ended(): Promise<number> {
    const status = await server.exited;
    await output.ended;
    await database?.close();
    return status;
  }

  const timer = setTimeout(() => server.kill('SIGKILL'), BOOT_PATIENCE);
  const url = await Promise.race([output.ready, server.exited.then(() => undefined)]);
  clearTimeout(timer);
  if (url === undefined) {
    const status = await ended();
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    throw new Error(`The server ended with ${status} before it was ready:\n${output.text()}`);
  }
  return {
    url,
    pid: server.pid,
    dataDir,
    output: output.text,
    async stop() {
      server.kill('SIGTERM');
      const status = await ended();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
      return status;
    },
    async kill() {
      process.kill(-server.pid, 'SIGKILL');
      await ended();
    },
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-server-'));
  // Under root PostgreSQL runs as another user, who passes through it.
  chmodSync(folder, 0o711);
  return folder;
}

async function externalDatabase({ env, dataDir }: BootOptions): Promise<TestDatabase | undefined> {
  const external = process.env['PARLEY_TEST_POSTGRES_URL'];
  const isOwn = external === undefined || external === '' || dataDir !== undefined || env?.['PARLEY_POSTGRES_URL'] !== undefined;
  return isOwn ? undefined : testDatabase();
}
