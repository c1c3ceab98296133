import { expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@parley/testkit/test-logger';
import { openSession } from '../pool.ts';
import { findBinaries } from './binaries.ts';
import { startEmbedded } from './server.ts';
import { holdServer } from './testing/held-server.ts';

// Each sets up a data folder, which a busy machine takes its time for.
setDefaultTimeout(60_000);

const isRoot = process.getuid?.() === 0;
const temporary = (mode: number): string => {
  const path = mkdtempSync(join(tmpdir(), 'parley-account-'));
  chmodSync(path, mode);
  return path;
};

/** User id of a process, from its status file (proc(5)). */
const userOf = (pid: number): number => Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

test('PostgreSQL never runs as root', async () => {
  const parent = temporary(0o755);
  const server = await startEmbedded({ directory: join(parent, 'postgres'), logger: silentLogger, unsafe: true });
  const uid = userOf(server.pid);
  await server.stop();
  expect(uid).toBe(isRoot ? uid : (process.getuid?.() ?? -1));
  expect(uid).toBeGreaterThan(0);
  expect(statSync(join(parent, 'postgres')).mode & 0o777).toBe(0o700);
  rmSync(parent, { recursive: true });
});

// What follows changes users, which only root can. The suite runs as both.
test.if(isRoot)('as root, below a folder that only root may enter, it works all the same', async () => {
  const closed = temporary(0o700);
  const directory = join(closed, 'deep', 'postgres');
  // A clone in /root has the programs there too.
  const programs = join(closed, 'programs');
  cpSync(findBinaries().root, programs, { recursive: true, verbatimSymlinks: true });
  for (let round = 0; round < 2; round++) {
    const server = await startEmbedded({ directory, programs, logger: silentLogger, unsafe: true });
    expect(userOf(server.pid)).toBeGreaterThan(0);
    expect(await openSession(server.target, (session) => session.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    await server.stop();
  }
  rmSync(closed, { recursive: true });
});

test.if(isRoot)('as root, under a umask that closes new folders, it works all the same', async () => {
  const parent = temporary(0o755);
  const before = process.umask(0o077);
  try {
    const server = await startEmbedded({ directory: join(parent, 'data', 'postgres'), logger: silentLogger, unsafe: true });
    await server.stop();
    // Once more does no harm.
    await server.stop();
  } finally {
    process.umask(before);
  }
  rmSync(parent, { recursive: true });
});

test.if(isRoot)('an ordinary user runs it as themselves, and another user can not connect', async () => {
  const parent = temporary(0o755);
  const home = join(parent, 'home');
  mkdirSync(home);
  Bun.spawnSync(['chown', '65534:65534', home]);
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'env', `HOME=${home}`];
  const held = await holdServer(join(home, 'postgres'), nobody);
  expect(userOf(held.pid)).toBe(65534);
  const folder = 'socketFolder' in held.target ? held.target.socketFolder : '';
  const connect = `await new Bun.SQL({ adapter: 'postgres', path: '${folder}/.s.PGSQL.5432', username: 'parley', database: 'postgres' }).unsafe('SELECT 1')`;
  const as = (uid: number): number =>
    Bun.spawnSync(['setpriv', `--reuid=${uid}`, '--clear-groups', process.execPath, '-e', connect], {
      cwd: '/',
      stderr: 'ignore',
    }).exitCode;
  // Even where the folder would let them in.
  chmodSync(folder, 0o777);
  Bun.spawnSync(['chmod', '777', join(home, 'postgres'), join(folder, '.s.PGSQL.5432')]);
  expect(as(65534)).toBe(0);
  expect(as(1)).not.toBe(0);
  expect(await held.stop()).toBe(0);
  rmSync(parent, { recursive: true });
});
