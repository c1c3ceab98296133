import { expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParley, type Parley } from '@parley/client/parley';
import { memoryStore } from '@parley/client/store/memory';
import { freePort } from '@parley/engines/free-port';
import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { api, signUp, wholeHistory } from '@parley/testkit/rest';
import { faultsOf } from './check-history.ts';
import { type Acknowledged, startInsistentSender } from './insistent-sender.ts';

/** How often everything is killed. */
const ROUNDS = 10;
const PEOPLE = 6;
/** Ms of load before each kill: random, so that the kills fall at different moments of batches and commits. */
const BURST = { least: 200, most: 900 };

/** A device with the SDK, as a person's second one: it only listens, and must end up with what the server has. */
interface Device {
  readonly parley: Parley;
  readonly store: ReturnType<typeof memoryStore>;
}

test('kill -9 of the whole process group in the middle of a burst, ten times: nothing acknowledged is lost or doubled (C7, C8, C9)', async () => {
  const env = { PARLEY_PORT: String(await freePort()), PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' };
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-chaos-'));
  // Under root the database runs as another user, who passes through it.
  chmodSync(dataDir, 0o711);
  let server = await bootServer({ dataDir, env });
  const sessions = [];
  for (let n = 0; n < PEOPLE; n++) sessions.push(await signUp(server.url, `+4917670000${n}00`));
  const tokens = sessions.map((session) => session.accessToken);
  const ids = sessions.map((session) => session.user.id);
  const create = (body: unknown) => api<Chat>(server.url, 'POST', '/chats', tokens[0], body);
  const group = await create({ type: 'group', title: 'Everyone', memberIds: ids.slice(1) });
  const direct = await create({ type: 'direct', userId: ids[1] });
  const chatsOf = (person: number): string[] => (person < 2 ? [group.id, direct.id] : [group.id]);

  const devices = await Promise.all([0, 1, 2].map((person) => addDevice(server, `+4917670000${person}00`)));
  const senders = tokens.map((token, person) => startInsistentSender(server.url, token, chatsOf(person)));

  for (let round = 0; round < ROUNDS; round++) {
    await Bun.sleep(BURST.least + Math.random() * (BURST.most - BURST.least));
    await server.kill();
    server = await bootServer({ dataDir, env });
  }
  await Bun.sleep(BURST.least);
  await Promise.all(senders.map((sender) => sender.finish()));

  const promised: Acknowledged = new Map(senders.flatMap((sender) => [...sender.acknowledged]));
  const histories = {
    group: await wholeHistory(server.url, group.id, tokens[0] ?? ''),
    direct: await wholeHistory(server.url, direct.id, tokens[0] ?? ''),
  };
  const within = (history: Message[]): Acknowledged => {
    const here = new Set(history.map((message) => message.clientMsgId));
    return new Map([...promised].filter(([clientMsgId]) => here.has(clientMsgId)));
  };
  expect(faultsOf(histories.group, within(histories.group))).toEqual([]);
  expect(faultsOf(histories.direct, within(histories.direct))).toEqual([]);
  const stored = new Set([...histories.group, ...histories.direct].map((message) => message.clientMsgId));
  expect([...promised.keys()].filter((clientMsgId) => !stored.has(clientMsgId))).toEqual([]);
  // Without enough traffic a kill hits nothing and the test proves nothing.
  expect(promised.size).toBeGreaterThan(ROUNDS * 50);

  for (const { parley, store } of devices) {
    await parley.whenOnline();
    const chats = await store.read((tx) => tx.chats());
    for (const { id } of chats) {
      const expected = id === group.id ? histories.group : histories.direct;
      await untilHas(store, id, expected.length);
      const local = await store.read((tx) =>
        tx.messages(id, { from: 1, to: Number.MAX_SAFE_INTEGER, limit: expected.length * 2, nearest: 'from' }),
      );
      expect(local.map(({ message }) => [message.seq, message.id])).toEqual(expected.map((message) => [message.seq, message.id]));
    }
    await parley.stop();
  }
  expect(await server.stop()).toBe(0);
  rmSync(dataDir, { recursive: true });
}, 300_000);

async function addDevice(server: BootedServer, phone: string): Promise<Device> {
  const store = memoryStore();
  const parley = createParley({ baseUrl: server.url, storage: store });
  await parley.start();
  const { challengeId, code } = await parley.auth.requestCode({ phone });
  await parley.auth.verifyCode({ challengeId, code: code ?? '' });
  await parley.whenOnline();
  return { parley, store };
}

/** Resolves when the device has the last message; the store tells of each change. */
function untilHas(store: ReturnType<typeof memoryStore>, chatId: string, seq: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      store
        .read((tx) => tx.message(chatId, seq))
        .then((found) => {
          if (found === undefined) return;
          stop();
          resolve();
        }, reject);
    };
    const stop = store.onChange(look);
    look();
  });
}
