import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signalGroup, spawnWatched } from '@parley/engines/spawn-watched';
import { silentLogger } from '@parley/testkit/test-logger';
import { type Supervised, supervise } from './supervise.ts';

let folder: string;
let changed = Promise.withResolvers<void>();
const supervised: Supervised[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-supervise-'));
});
afterEach(async () => {
  for (const unit of supervised.splice(0)) await unit.stop(0);
  rmSync(folder, { recursive: true });
});

/** A shell script as a unit that is ready at once. */
function script(text: string): Supervised {
  const logFile = join(folder, 'log');
  writeFileSync(logFile, '');
  const unit = supervise(
    {
      ...{ name: 'script', kind: 'target', role: 'script', ports: {}, logFile },
      async launch() {
        const { pid, exited } = spawnWatched({ command: ['/bin/sh', '-c', text], env: { PATH: '/usr/bin:/bin' }, logFile });
        return {
          ...{ pid, exited, ready: async () => !text.startsWith('echo') },
          stop: () => signalGroup(pid, 'SIGTERM'),
          kill: () => signalGroup(pid, 'SIGKILL'),
        };
      },
    },
    {
      logger: silentLogger,
      onChange() {
        changed.resolve();
        changed = Promise.withResolvers();
      },
    },
  );
  supervised.push(unit);
  return unit;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await changed.promise;
}

describe('a supervised process', () => {
  test('is started again when it is killed, whoever does it', async () => {
    const unit = script('sleep 1000');
    await unit.start();
    const first = unit.pid;
    process.kill(-first, 'SIGKILL');
    await until(() => unit.restarts === 1 && unit.state === 'ready');
    expect(unit.pid).not.toBe(first);
    await unit.kill(false);
    await until(() => unit.restarts === 2 && unit.state === 'ready');
  });

  test('stays down where that is wanted, and comes up again', async () => {
    const unit = script('sleep 1000');
    await unit.start();
    await unit.kill(true);
    expect([unit.state, unit.restarts]).toEqual(['stopped', 0]);
    await unit.start();
    expect(unit.state).toBe('ready');
    await unit.stop(5_000);
    expect(unit.state).toBe('stopped');
    expect(() => process.kill(unit.pid, 0)).toThrow('ESRCH');
  });

  test('that does not hear SIGTERM, or is halted, is stopped all the same', async () => {
    const deaf = script('trap "" TERM; while :; do sleep 0.1; done');
    await deaf.start();
    await deaf.stop(200);
    expect(deaf.state).toBe('stopped');
    const halted = script('sleep 1000');
    await halted.start();
    halted.pause();
    expect(halted.paused).toBe(true);
    await halted.stop(60_000);
    expect([halted.state, halted.paused]).toEqual(['stopped', false]);
  });

  test('that never was ready is not tried again: the start fails, with the end of its log', async () => {
    const unit = script('echo the reason; exit 3');
    await expect(unit.start()).rejects.toThrow(/script ended before it was ready \(status 3\)\.\nthe reason/);
    expect(unit.state).toBe('stopped');
  });
});
