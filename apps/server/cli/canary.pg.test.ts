import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@parley/engines/free-port';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { runParley, type ServerProcess } from '../testing/server-process.ts';

const TIMEOUT = 60_000;

let server: BootedServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-canary-'));
  server = await bootServer();
}, TIMEOUT);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
}, TIMEOUT);

const canary = (...flags: string[]): ServerProcess =>
  runParley(['canary', '--state-file', join(folder, 'canary.json'), ...flags]);

async function outcome(running: ServerProcess): Promise<{ readonly code: number; readonly output: string }> {
  return { code: await running.exited, output: running.output() };
}

describe('parley canary', () => {
  test(
    'ends with 0 after one good round and says how long things took',
    async () => {
      const { code, output } = await outcome(canary('--once', '--url', server.url));
      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringMatching(/ {2}OK {4}acknowledged in [\d.]+–[\d.]+ ms, delivered in [\d.]+–[\d.]+ ms/),
      });
    },
    TIMEOUT,
  );

  test(
    'ends with 1 where nobody answers, and names the step',
    async () => {
      const { code, output } = await outcome(canary('--once', '--json', '--url', 'http://127.0.0.1:9'));
      expect(code).toBe(1);
      expect(JSON.parse(output)).toMatchObject({ ok: false, steps: [{ step: 'sign-in', ok: false }] });
    },
    TIMEOUT,
  );

  test(
    'goes on until it is told to stop, and has metrics meanwhile',
    async () => {
      const port = await freePort();
      const running = canary('--interval', '100ms', '--url', server.url, '--metrics-port', String(port));
      const scrape = async (): Promise<string> => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      let metrics = '';
      while (!/^parley_canary_rounds_total\{outcome="ok"\} [2-9]/m.test(metrics)) {
        metrics = await scrape().catch(() => '');
        await Bun.sleep(50);
      }
      running.kill('SIGTERM');
      expect(await running.exited).toBe(0);
      expect(metrics).toContain('parley_canary_up 1');
      expect(metrics).toContain('parley_canary_steps_total{step="compare",outcome="failed"} 0');
      expect(metrics).toMatch(/^parley_canary_last_success_timestamp_seconds 1\.?\d+e?\+?\d*/m);
      expect(metrics).toMatch(/^parley_canary_delivered_seconds_count [1-9]/m);
    },
    TIMEOUT,
  );

  test.each([
    [['--once'], '--url must be the origin of a server'],
    [['--url', 'ftp://example.org'], '--url must be the origin of a server'],
    [['--url', 'http://example.org', '--interval', 'soon'], '--interval and --timeout are durations'],
    [['--url', 'http://example.org', '--metrics-port', '99999'], '--metrics-port must be'],
    [['--url', 'http://example.org', '--user-prefix', 'a b'], '--user-prefix is'],
    [['--ulr', 'http://example.org'], '--ulr'],
  ])('refuses %p', async (flags, problem) => {
    expect(await outcome(canary(...flags))).toEqual({ code: 64, output: expect.stringContaining(problem) });
  });
});
