import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Engine } from '@parley/engines/engine';
import { startRedis } from '@parley/engines/redis';
import type { Presence } from '@parley/protocol/presence';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { request } from '@parley/testkit/rest';
import { type Contract, fetchContract } from '../support/contract.ts';
import { eventually } from '../support/eventually.ts';
import { newPerson, newPhone } from '../support/person.ts';
import { TEST_TIMEOUT } from '../support/server.ts';

// Redis goes and comes back: people chat on, what can't be counted is refused, nobody is called offline on a guess.

setDefaultTimeout(TEST_TIMEOUT);
let redis: Engine;
let server: BootedServer & { readonly contract: Contract };
beforeAll(async () => {
  redis = await startRedis();
  const booted = await bootServer({
    env: {
      PARLEY_OTP_SENDER: 'echo',
      PARLEY_REDIS_URL: redis.url,
      PARLEY_REALTIME_HEARTBEAT: '1s',
      PARLEY_PRESENCE_TTL: '3s',
    },
  });
  server = { ...booted, contract: await fetchContract(booted.url) };
});
afterAll(async () => {
  await server.stop();
  await redis.stop();
});

const text = (words: string) => ({ type: 'text', text: words });

test('people chat without Redis; codes are refused, presence is unknown, and all comes back', async () => {
  const [ann, bob] = [await newPerson(server), await newPerson(server)];
  const chat = await ann.directWith(bob);
  const [annLive, bobLive] = [await ann.connect(), await bob.connect()];
  const presenceOfBob = () => ann.get<Presence>(`/users/${bob.id}/presence`);
  await eventually(async () => ((await presenceOfBob()).online ? true : undefined));
  annLive.send({ type: 'presence.subscribe', userIds: [bob.id] });
  expect(await annLive.next('presence.updated')).toMatchObject({ userId: bob.id, online: true });
  const requestCode = async () =>
    (await request<{ code?: string }>(server.url, 'POST', '/auth/otp', { body: { phone: newPhone() } })).body.code ?? 'sent';

  await redis.kill();
  await eventually(async () => ((await requestCode()) === 'cache.unavailable' ? true : undefined));
  const answer = await annLive.ask({
    type: 'message.send',
    chatId: chat.id,
    clientMsgId: Bun.randomUUIDv7(),
    content: text('live'),
  });
  expect(String(answer.type)).toBe('message.sent');
  expect(await bobLive.next('message.new')).toMatchObject({ message: { content: text('live') } });
  await ann.say(chat.id, 'by REST');
  expect(await bobLive.next('message.new')).toMatchObject({ message: { content: text('by REST') } });
  bobLive.send({ type: 'typing.start', chatId: chat.id });
  expect(await annLive.next('typing')).toMatchObject({ chatId: chat.id, userId: bob.id, active: true });
  // As if it were hidden: neither there nor gone.
  expect(await presenceOfBob()).toEqual({ userId: bob.id, online: false });
  const health = await fetch(`${server.url}/health/ready`);
  expect(health.status).toBe(200);
  expect(JSON.stringify(await health.json())).toContain('Redis is unavailable');
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^parley_redis_up\S* 0$/m);

  await redis.restart();
  await eventually(async () => ((await requestCode()) !== 'cache.unavailable' ? true : undefined));
  await eventually(async () => ((await presenceOfBob()).online ? true : undefined));
  bobLive.close();
  await annLive.next('presence.updated', ({ online, lastSeenAt }) => !online && lastSeenAt !== undefined);
  // Until all nodes have had the time to say who is there, whoever is not found is unknown.
  await eventually(async () => (await presenceOfBob()).lastSeenAt);
});
