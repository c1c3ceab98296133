import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import { connect, type LiveSocket } from '../support/live-socket.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let chat: Chat;
beforeAll(async () => {
  server = await startServer({ PARLEY_CORS_ORIGINS: 'https://app.example.org' });
  ann = await newPerson(server);
  chat = await ann.post<Chat>('/chats', { type: 'self' });
});
afterAll(() => server.stop());

const uuid = () => Bun.randomUUIDv7();
const protocols = () => ['parley.v1', `bearer.${ann.token}`];

describe('connecting', () => {
  test('by a token in the subprotocol or in the first frame; the server chooses parley.v1', async () => {
    const first = await connect(server.url, { protocols: protocols() });
    expect([first.protocol, (await first.next('ready')).userId]).toEqual(['parley.v1', ann.id]);
    const second = await connect(server.url);
    second.send({ type: 'auth', token: ann.token, ref: 'a' });
    const ready = await second.next('ready');
    expect([ready.sessionId, ready.protocol]).toEqual([ann.session.sessionId, 1]);
    expect(Math.abs(Date.parse(ready.serverTime) - Date.now())).toBeLessThan(60_000);
    first.close();
    second.close();
  });

  test('without a token is closed with 4408 after 5 s', async () => {
    const from = performance.now();
    const { code, at } = await (await connect(server.url)).closed;
    expect(code).toBe(4408);
    expect(at - from).toBeGreaterThan(4_500);
    expect(at - from).toBeLessThan(9_000);
  });

  test('and saying something else first is closed with 4401, and nothing is done', async () => {
    const socket = await connect(server.url);
    socket.send({ type: 'message.send', chatId: chat.id, clientMsgId: uuid(), content: { type: 'text', text: 'sneaked in' } });
    expect((await socket.closed).code).toBe(4401);
    expect((await ann.get<Chat>(`/chats/${chat.id}`)).lastSeq).toBe(chat.lastSeq);
  });

  test('from a page of another website is refused before anything else', async () => {
    const host = new URL(server.url).host;
    for (const origin of [
      'https://evil.example',
      'null',
      `http://${host}.evil.example`,
      'https://app.example.org.evil.example',
      'http://localhost:1',
    ]) {
      await expect(connect(server.url, { protocols: protocols(), headers: { origin } })).rejects.toThrow('refused');
    }
    for (const origin of [server.url, 'https://app.example.org']) {
      const socket = await connect(server.url, { protocols: protocols(), headers: { origin } });
      await socket.next('ready');
      socket.close();
    }
  });

  test('without the subprotocol, or by plain HTTP, is refused', async () => {
    await expect(connect(server.url, { protocols: ['other.v1'] })).rejects.toThrow('refused');
    const answer = await fetch(`${server.url}/ws`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([426, 'application/problem+json']);
  });
});

describe('a frame that is not right', () => {
  let socket: LiveSocket;
  const open = async () => {
    socket = await ann.connect();
    return socket;
  };
  const text = { type: 'text', text: 'x' };

  test('is answered by an error with its ref, and the connection stays', async () => {
    await open();
    const send = (more: object) => ({ type: 'message.send', chatId: chat.id, clientMsgId: uuid(), content: text, ...more });
    const frames: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ type: 'nonsense' }, 'frame.unknown_type'],
      [{ type: '__proto__' }, 'frame.unknown_type'],
      [{ type: 7 }, 'frame.invalid'],
      [{}, 'frame.invalid'],
      [send({ chatId: 'x' }), 'frame.invalid'],
      [send({ clientMsgId: 1 }), 'frame.invalid'],
      [send({ clientMsgId: undefined }), 'frame.invalid'],
      [send({ replyToId: 'no' }), 'frame.invalid'],
      [send({ content: 'text' }), 'message.content_invalid'],
      [send({ content: { type: 'text', text: 7 } }), 'message.content_invalid'],
      [send({ content: { type: 'text', text: '' } }), 'message.content_invalid'],
      [send({ content: { type: 'system', event: 'chat.created' } }), 'message.content_invalid'],
      [send({ content: { ...text, entities: [{ type: 'bold', offset: 0, length: 99 }] } }), 'message.content_invalid'],
      [send({ content: { type: 'text', text: 'x'.repeat(16 * 1024 + 1) } }), 'message.too_long'],
      [send({ content: { type: 'text', text: '\uD800' } }), 'message.content_invalid'],
      [send({ chatId: uuid() }), 'chat.not_found'],
      [{ type: 'message.edit', messageId: uuid(), content: text }, 'message.not_found'],
      [{ type: 'message.delete', messageId: uuid() }, 'frame.invalid'],
      [{ type: 'message.delete', messageId: uuid(), for: 'nobody' }, 'frame.invalid'],
      [{ type: 'message.react', messageId: uuid(), emoji: '' }, 'frame.invalid'],
      [{ type: 'message.read', chatId: chat.id, upToSeq: -1 }, 'frame.invalid'],
      [{ type: 'message.read', chatId: chat.id, upToSeq: 1.5 }, 'frame.invalid'],
      [{ type: 'message.received', chatId: chat.id, upToSeq: 1e300 }, 'frame.invalid'],
      [{ type: 'message.received', chatId: chat.id }, 'frame.invalid'],
      [{ type: 'typing.start' }, 'frame.invalid'],
      [{ type: 'presence.subscribe', userIds: [] }, 'frame.invalid'],
      [{ type: 'presence.subscribe', userIds: Array.from({ length: 201 }, uuid) }, 'frame.invalid'],
      [{ type: 'presence.subscribe', userIds: 'all' }, 'frame.invalid'],
      [{ type: 'auth', token: ann.token }, 'frame.invalid'],
    ];
    for (const [frame, code] of frames) {
      const answer = await socket.ask(frame);
      expect([JSON.stringify(frame).slice(0, 120), answer.type === 'error' ? answer.code : answer.type]).toEqual([
        JSON.stringify(frame).slice(0, 120),
        code,
      ]);
    }
    expect(await socket.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    socket.close();
  });

  test('of which only unknown fields are unknown is obeyed', async () => {
    await open();
    expect(
      await socket.ask({ type: 'message.send', chatId: chat.id, clientMsgId: uuid(), content: text, surprise: { deep: true } }),
    ).toMatchObject({ type: 'message.sent' });
    socket.close();
  });

  test.each([
    ['no JSON', 'hello', 4400],
    ['a list', '[]', 4400],
    ['nothing', '', 4400],
    ['binary', new Uint8Array([123, 125]), 4400],
    ['larger than 64 KiB', JSON.stringify({ type: 'ping', filler: 'x'.repeat(64 * 1024) }), 4413],
    ['larger than 64 KiB as UTF-8', JSON.stringify({ type: 'ping', filler: 'ü'.repeat(33 * 1024) }), 4413],
  ] as const)('because it is %s ends the connection', async (_, data, code) => {
    await open();
    socket.sendRaw(data);
    expect((await socket.closed).code).toBe(code);
  });

  test('never ends the server', async () => {
    await open();
    for (const data of ['{', '{"type":', `{"type":"ping"${' '.repeat(10_000)}`, '{"a":'.repeat(5_000)]) socket.sendRaw(data);
    const answer = await Promise.race([
      socket.closed.then(() => 'closed'),
      socket.ask({ type: 'ping' }).then(
        () => 'stayed',
        () => 'closed',
      ),
    ]);
    expect(['closed', 'stayed']).toContain(answer);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
    socket.close();
  });
});

test('the ninth connection of a session takes the place of the first', async () => {
  const person = await newPerson(server);
  const first = await person.connect();
  const others = [];
  for (let n = 0; n < 8; n++) others.push(await person.connect());
  expect((await first.closed).code).toBe(4409);
  expect(await others[0]?.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
  for (const other of others) other.close();
});

test('two hundred frames in one breath are all answered, in their order', async () => {
  const socket = await ann.connect();
  const answers = Array.from({ length: 200 }, (_, n) =>
    socket.ask(
      n % 2 === 0
        ? { type: 'message.send', chatId: chat.id, clientMsgId: uuid(), content: { type: 'text', text: `${n}` } }
        : { type: 'ping' },
    ),
  );
  const settled = await Promise.all(answers);
  const seqs = settled.flatMap((answer) => (answer.type === 'message.sent' ? [answer.seq] : []));
  expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
  expect(seqs).toHaveLength(100);
  socket.close();
});
