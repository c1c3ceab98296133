import { describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, type NatsConnection } from '@nats-io/transport-node';
import { engineAtHand } from './engine-at-hand.ts';
import { startNats } from './nats.ts';

const TIMEOUT = 60_000;

/** The library takes what to sign in by apart from the address. */
function signIn(url: string, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const { host, username, password } = new URL(url);
  const login = password === '' ? {} : { user: username, pass: decodeURIComponent(password) };
  return connect({ servers: host, ...login, ...options });
}

/** Resolves when no thread of a process runs any more: those on other processors take a moment to hear of it. */
async function halted(pid: number): Promise<void> {
  if (process.platform !== 'linux') return;
  const state = (task: string): string => /\) (\S)/.exec(readFileSync(`/proc/${pid}/task/${task}/stat`, 'utf8'))?.[1] ?? '';
  while (readdirSync(`/proc/${pid}/task`).some((task) => state(task) !== 'T')) await Bun.sleep(1);
}

describe.skipIf(!(await engineAtHand('nats')))('a NATS server', () => {
  test(
    'keeps its port and its stream through kill -9, and leaves nothing when it is stopped',
    async () => {
      const nats = await startNats({ password: 'a secret with / and @' });
      const first = await signIn(nats.url, { reconnect: false });
      await (await jetstreamManager(first)).streams.add({ name: 'KEPT', subjects: ['kept'] });
      await jetstream(first).publish('kept', 'something');
      const { pid } = nats;
      await nats.kill();
      await first.closed();
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');

      await nats.restart();
      expect(nats.pid).not.toBe(pid);
      const second = await signIn(nats.url);
      expect((await (await jetstreamManager(second)).streams.info('KEPT')).state.messages).toBe(1);
      await second.close();
      await nats.stop();
      expect(existsSync(nats.folder)).toBe(false);
    },
    TIMEOUT,
  );

  test(
    'lets nobody in without the password',
    async () => {
      const nats = await startNats({ password: 'right' });
      const stranger = signIn(nats.url.replace('right', 'wrong'), { reconnect: false });
      await expect(stranger).rejects.toThrow(/authori[sz]ation/i);
      await nats.stop();
    },
    TIMEOUT,
  );

  test(
    'stands still while it is paused and can be stopped then',
    async () => {
      const nats = await startNats();
      const connection = await signIn(nats.url);
      nats.pause();
      await halted(nats.pid);
      let answered = false;
      const answer = connection.rtt().then(() => {
        answered = true;
      });
      // Whatever the server had on the way is read by then: some turns of the loop, not a span of time.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(answered).toBe(false);
      nats.resume();
      await answer;
      await connection.close();
      nats.pause();
      await nats.stop();
      expect(() => process.kill(nats.pid, 0)).toThrow('ESRCH');
    },
    TIMEOUT,
  );

  test(
    'takes a folder, which it leaves behind, and the settings that it is given',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'parley-nats-test-'));
      const nats = await startNats({ folder, maxPayload: 12_345, syncInterval: 'always' });
      const connection = await signIn(nats.url);
      expect(connection.info?.max_payload).toBe(12_345);
      await connection.close();
      await nats.stop();
      expect(existsSync(join(folder, 'jetstream'))).toBe(true);
      rmSync(folder, { recursive: true });
    },
    TIMEOUT,
  );
});
