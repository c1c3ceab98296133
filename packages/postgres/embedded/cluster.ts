import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { type Binaries, EMBEDDED_MAJOR } from './binaries.ts';
import { EMBEDDED_USER } from './settings.ts';

/** Makes the data folder in `directory`, if there is none yet, and answers it. */
export async function ensureCluster(directory: string, binaries: Binaries, account: Account, sync: boolean): Promise<string> {
  const dataFolder = join(directory, 'data');
  const version = clusterVersion(dataFolder);
  if (version === undefined) await createCluster(directory, dataFolder, binaries, account, sync);
  else if (version !== EMBEDDED_MAJOR) throw new Error(versionMessage(dataFolder, version));
  return dataFolder;
}

/** Gives the folder for everything of the server to its user alone. */
export function closeDirectory(directory: string, account: Account): void {
  if (process.getuid?.() === 0) chownSync(directory, account.uid, account.gid);
  chmodSync(directory, 0o700);
}

function clusterVersion(dataFolder: string): number | undefined {
  const path = join(dataFolder, 'PG_VERSION');
  return existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : undefined;
}

/**
 * One call per file system instead of one per file: under load that is the difference between two seconds and seven. Only Linux
 * has it (initdb of PostgreSQL 17 and newer).
 */
const SYNC_METHOD = process.platform === 'linux' ? ['--sync-method=syncfs'] : [];

/** In a folder aside that is renamed when it is whole, so that a crash half-way leaves nothing that looks like data. */
async function createCluster(
  directory: string,
  dataFolder: string,
  binaries: Binaries,
  account: Account,
  sync: boolean,
): Promise<void> {
  const draft = join(directory, 'data.new');
  rmSync(draft, { recursive: true, force: true });
  // The builtin provider sorts by code point on every machine and in every version: indexes never go stale with the system's C library.
  const command = [
    ...[...account.prefix, binaries.initdb, '--pgdata', draft, '--username', EMBEDDED_USER, '--encoding', 'UTF8'],
    ...['--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--data-checksums', '--auth', 'peer', '--no-instructions'],
    ...(sync ? SYNC_METHOD : ['--no-sync']),
  ];
  const initdb = Bun.spawn(command, {
    cwd: '/',
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  });
  const [status, output, errors] = await Promise.all([
    initdb.exited,
    Bun.readableStreamToText(initdb.stdout),
    Bun.readableStreamToText(initdb.stderr),
  ]);
  if (status !== 0)
    throw new Error(`PostgreSQL could not set up its data folder ${dataFolder}: ${errors.trim() || output.trim()}`);
  renameSync(draft, dataFolder);
}

function versionMessage(dataFolder: string, version: number): string {
  const advice =
    version > EMBEDDED_MAJOR
      ? 'It was written by a newer Parley: start that one again.'
      : 'Start the Parley that wrote it, back it up there ("parley backup") and restore the backup here.';
  return `The data folder ${dataFolder} is of PostgreSQL ${version}, this Parley brings PostgreSQL ${EMBEDDED_MAJOR}. ${advice}`;
}
