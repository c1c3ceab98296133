import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmStart, runParley } from './testing/server-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-serve-'));
const dataDir = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const serve = (...argv: string[]) => runParley(['serve', '--port', '0', '--data-dir', dataDir, ...argv]);

/** Process id of the embedded PostgreSQL: the first line of its lock file (PostgreSQL manual, 66.1). */
const postgresPid = () => Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('parley serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'serves, and on %s ends with 0 and takes PostgreSQL with it',
    async (signal) => {
      const server = serve();
      const url = await server.ready;
      const [ready, metrics] = await Promise.all([fetch(`${url}/health/ready`), fetch(`${url}/metrics`)]);
      const pid = postgresPid();
      expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok', problems: [] }]);
      expect(await metrics.text()).toContain('parley_rpc_duration_seconds');
      expect(isRunning(pid)).toBe(true);

      server.kill(signal);
      expect(await server.exited).toBe(0);
      expect(isRunning(pid)).toBe(false);
    },
    60_000,
  );

  test.each([
    ['SIGTERM', 0],
    ['SIGKILL', 137],
  ] as const)(
    'under npm start, stops in order when npm gets %s',
    async (signal, code) => {
      const server = npmStart(['--port', '0', '--data-dir', dataDir]);
      await server.ready;
      const pid = postgresPid();
      server.kill(signal);
      expect(await server.exited).toBe(code);
      expect(server.output()).toContain('stopping reason=SIGTERM');
      expect(isRunning(pid)).toBe(false);
    },
    60_000,
  );

  test('recovers by itself after kill -9', async () => {
    const killed = serve();
    await killed.ready;
    killed.kill('SIGKILL');
    await killed.exited;
    const next = serve();
    expect((await fetch(`${await next.ready}/health/ready`)).status).toBe(200);
    next.kill('SIGTERM');
    expect(await next.exited).toBe(0);
  }, 60_000);

  test('comes down with 1 when PostgreSQL does', async () => {
    const server = serve();
    await server.ready;
    process.kill(postgresPid(), 'SIGKILL');
    expect(await server.exited).toBe(1);
    expect(server.output()).toContain('a part of the server failed');
  }, 60_000);

  test('says what to do when its port is taken, and leaves nothing running', async () => {
    const taken = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
    try {
      const server = runParley(['serve', '--port', String(taken.port), '--data-dir', dataDir]);
      expect(await server.exited).toBe(1);
      expect(server.output()).toContain(`Another program already listens on port ${taken.port}`);
      expect(() => postgresPid()).toThrow('ENOENT');
    } finally {
      taken.stop(true);
    }
  }, 60_000);
});
