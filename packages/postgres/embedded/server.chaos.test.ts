import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePort } from '@parley/engines/free-port';
import { silentLogger } from '@parley/testkit/test-logger';
import type { ConnectionTarget } from '../connection.ts';
import { createPool, openSession } from '../pool.ts';
import { FolderInUse } from './lock.ts';
import { type EmbeddedServer, startEmbedded } from './server.ts';
import { type HeldServer, holdServer } from './testing/held-server.ts';

// Each sets up a data folder, which a busy machine takes its time for.
setDefaultTimeout(60_000);

let directory: string;
const running: (EmbeddedServer | HeldServer)[] = [];

/** All tests share one folder, as a host would that has bad days. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'parley-embedded-'));
  // The user that PostgreSQL runs as passes through it.
  Bun.spawnSync(['chmod', '755', directory]);
  directory = join(directory, 'postgres');
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

afterAll(() => rmSync(dirname(directory), { recursive: true }));

async function start(): Promise<EmbeddedServer> {
  const server = await startEmbedded({ directory, logger: silentLogger, unsafe: true });
  running.push(server);
  return server;
}

async function hold(): Promise<HeldServer> {
  const server = await holdServer(directory);
  running.push(server);
  return server;
}

const write = (target: ConnectionTarget, text: string): Promise<unknown> =>
  openSession(target, async (session) => {
    await session.script('CREATE TABLE IF NOT EXISTS kept (text text)');
    return session.query('INSERT INTO kept VALUES ($1)', [text]);
  });

const kept = (target: ConnectionTarget): Promise<string[]> =>
  openSession(target, async (session) =>
    (await session.query<{ text: string }>('SELECT text FROM kept ORDER BY 1')).map(({ text }) => text),
  );

/** Processes whose command line contains `text`, without their children, which look like them for a moment. */
function processesOf(text: string): number[] {
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const found = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && read(pid, 'cmdline').replaceAll('\0', ' ').includes(text),
  );
  return found.filter((pid) => !found.includes(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? '')).map(Number);
}

test('it starts on nothing, keeps what it was given over a restart, and opens no port', async () => {
  const first = await start();
  await write(first.target, 'first');
  await first.stop();
  running.length = 0;
  const second = await start();
  expect(await kept(second.target)).toEqual(['first']);
  const settings = await openSession(second.target, (session) =>
    session.query(
      `SELECT current_setting('listen_addresses') AS listen, current_setting('data_checksums') AS checksums, datcollate, datlocprovider
         FROM pg_database WHERE datname = current_database()`,
    ),
  );
  expect(settings).toEqual([{ listen: '', checksums: 'on', datcollate: 'C.UTF-8', datlocprovider: 'b' }]);
});

test('a second one on the same folder is refused, from this process and from another', async () => {
  await start();
  expect(await start().catch((error: unknown) => error)).toBeInstanceOf(FolderInUse);
  await expect(hold()).rejects.toThrow('Another Parley is using this data folder');
});

test('it ends with the process that started it, even by kill -9', async () => {
  const held = await hold();
  await write(held.target, 'second');
  await held.kill();
  running.length = 0;
  // Its watchdog does it; the start after waits for it.
  const next = await start();
  expect(next.pid).not.toBe(held.pid);
  expect(processesOf(`${directory}/data`)).toEqual([next.pid]);
  expect(await kept(next.target)).toEqual(['first', 'second']);
});

test('a server that outlived everything is stopped by the next start', async () => {
  const held = await hold();
  await write(held.target, 'third');
  for (const watchdog of processesOf(`parley-watchdog ${held.pid}`)) process.kill(watchdog, 'SIGKILL');
  await held.kill();
  running.length = 0;
  expect(processesOf(`${directory}/data`)).toEqual([held.pid]);
  const next = await start();
  expect(processesOf(`${directory}/data`)).toEqual([next.pid]);
  expect(await kept(next.target)).toEqual(['first', 'second', 'third']);
});

test('all of it killed at once in the middle of writing: what was committed is there', async () => {
  const held = await hold();
  const pool = createPool(held.target, { max: 4 });
  const committed: string[] = [];
  const { promise: enough, resolve } = Promise.withResolvers<void>();
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    // Until the first that fails: the server is gone then.
    for (let n = 0; ; n++) {
      const text = `burst ${writer} ${n}`;
      try {
        await pool.query('INSERT INTO kept VALUES ($1)', [text]);
      } catch {
        return;
      }
      committed.push(text);
      if (committed.length >= 200) resolve();
    }
  });
  await enough;
  for (const watchdog of processesOf(`parley-watchdog ${held.pid}`)) process.kill(watchdog, 'SIGKILL');
  // The postmaster's children are in process groups of their own and have no command line to know them by; they see it die and follow.
  process.kill(held.pid, 'SIGKILL');
  await held.kill();
  running.length = 0;
  await Promise.all(writers);
  await pool.close(0);
  const next = await start();
  const found = new Set(await kept(next.target));
  expect(committed.filter((text) => !found.has(text))).toEqual([]);
  expect(committed.length).toBeGreaterThanOrEqual(200);
});

test('a process id that went to somebody else since does not stop the start', async () => {
  const held = await hold();
  const file = join(directory, 'data', 'postmaster.pid');
  const text = readFileSync(file, 'utf8');
  await held.stop();
  running.length = 0;
  // Of the same user as PostgreSQL, which is the case that PostgreSQL itself would stumble over.
  const owner = Bun.spawnSync(['stat', '-c', '%u', join(directory, 'data')])
    .stdout.toString()
    .trim();
  const other = Bun.spawn(['setpriv', ...(process.getuid?.() === 0 ? [`--reuid=${owner}`] : []), 'sleep', '100']);
  writeFileSync(file, text.replace(/^\d+/, String(other.pid)));
  Bun.spawnSync(['chown', owner, file]);
  const next = await start();
  expect(await kept(next.target)).toContain('first');
  expect(other.exitCode).toBeNull();
  other.kill();
  await other.exited;
});

test('a postmaster.pid that was only begun does not stop the start', async () => {
  writeFileSync(join(directory, 'data', 'postmaster.pid'), '');
  expect(await kept((await start()).target)).toContain('first');
});

test('a set-up that was broken off is done again', async () => {
  const other = mkdtempSync(join(tmpdir(), 'parley-half-'));
  Bun.spawnSync(['chmod', '755', other]);
  cpSync(join(directory, 'data', 'base', '1'), join(other, 'postgres', 'data.new', 'base', '1'), { recursive: true });
  const server = await startEmbedded({ directory: join(other, 'postgres'), logger: silentLogger, unsafe: true });
  running.push(server);
  expect(await openSession(server.target, (session) => session.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  await server.stop();
  running.length = 0;
  rmSync(other, { recursive: true });
});

test.each([
  ['19', 'It was written by a newer Parley'],
  ['17', 'Start the Parley that wrote it'],
])('a folder of PostgreSQL %s is refused and left alone', async (version, message) => {
  const file = join(directory, 'data', 'PG_VERSION');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `${version}\n`);
  await expect(start()).rejects.toThrow(message);
  expect(readFileSync(file, 'utf8')).toBe(`${version}\n`);
  writeFileSync(file, before);
});

test('a folder whose path is too long for a socket gets its socket elsewhere, for nobody else to enter', async () => {
  const far = mkdtempSync(join(tmpdir(), 'parley-far-'));
  Bun.spawnSync(['chmod', '755', far]);
  const server = await startEmbedded({
    directory: join(far, 'x'.repeat(60), 'y'.repeat(60)),
    logger: silentLogger,
    unsafe: true,
  });
  running.push(server);
  expect(await openSession(server.target, (session) => session.query('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
  const folder = 'socketFolder' in server.target ? server.target.socketFolder : '';
  expect(Bun.spawnSync(['stat', '-c', '%a', folder]).stdout.toString().trim()).toBe('700');
  await server.stop();
  running.length = 0;
  expect(existsSync(folder)).toBe(false);
  rmSync(far, { recursive: true });
});

test('a server that ends by itself is told', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const server = await startEmbedded({ directory, logger: silentLogger, unsafe: true, onExit: resolve });
  running.push(server);
  process.kill(server.pid, 'SIGQUIT');
  expect(await promise).toContain('PostgreSQL ended');
});

test('a port is opened for those who know the password, on another port at the next start, and nothing of the old one is left', async () => {
  const ports = [await freePort(), await freePort()] as const;
  for (const port of ports) {
    const server = await startEmbedded({ directory, logger: silentLogger, unsafe: true, tcp: { port, password: "it's" } });
    const url = (password: string) => `postgres://parley:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
    const ask = (password: string) =>
      openSession({ url: url(password) }, (session) => session.query<{ one: number }>('SELECT 1 AS one'));
    expect(await ask("it's")).toEqual([{ one: 1 }]);
    await expect(ask('guessed')).rejects.toThrow();
    if (port === ports[0]) process.kill(server.pid, 'SIGKILL');
    await server.stop();
    // Killed, it left its socket behind; the next one clears that away though it has another name.
    expect(existsSync(join(directory, 'run'))).toBe(port === ports[0]);
  }
});
