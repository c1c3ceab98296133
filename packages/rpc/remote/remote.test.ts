import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { freePort } from '@parley/engines/free-port';
import type { Call } from '@parley/kernel/call';
import { AppError } from '@parley/kernel/errors';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { type ProcessOptions, startCaller, startProcess, type TestProcess } from '../testing/processes.ts';
import { type RawListener, startRaw } from '../testing/raw-listener.ts';

// Ends what hangs; measures nothing.
setDefaultTimeout(60_000);

const service: Call = { caller: { kind: 'service', name: 'test' }, requestId: 'r-1' };
const group = { title: 'g', memberIds: [] };
const made = { created: true };

const toStop: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(toStop.splice(0).map((stop) => stop()));
});

/** A process that makes groups (which may not be made twice) and tells of chats (which may be asked twice). */
function chats(methods: ProcessOptions['methods'] = {}, port = 0): TestProcess & { readonly made: number } {
  let count = 0;
  const process = startProcess({
    contract: ChatService,
    port,
    methods: {
      createGroup: () => {
        count++;
        return Promise.resolve(made);
      },
      getChats: () => Promise.resolve({ chats: [] }),
      ...methods,
    },
  });
  toStop.push(() => process.kill());
  return Object.defineProperty(process, 'made', { get: () => count }) as TestProcess & { readonly made: number };
}

function raw(onCall: 'silence' | 'hang up'): RawListener {
  const listener = startRaw(onCall);
  toStop.push(() => listener.stop());
  return listener;
}

function caller(urls: readonly string[], options: Parameters<typeof startCaller>[2] = {}) {
  const made = startCaller(ChatService, urls, options);
  toStop.push(() => made.stop());
  return made;
}

const errorOf = (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => {
      throw new Error('the call did not fail');
    },
    (error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    },
  );

describe('a call to another process', () => {
  test('arrives with its request, caller, request id, trace and deadline', async () => {
    const seen: { request: unknown; call: Call }[] = [];
    const { url } = chats({
      createGroup: (request, call) => {
        seen.push({ request, call });
        return Promise.resolve({ created: true });
      },
    });
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const deadline = Date.now() + 5000;
    const callers: Call['caller'][] = [
      { kind: 'user', userId: 'u:1/ü', sessionId: 's 1' },
      { kind: 'service', name: 'auth' },
      { kind: 'anonymous', address: '2001:db8::1' },
      { kind: 'anonymous', address: '' },
    ];
    const { client } = caller([url]);
    for (const kind of callers) {
      expect(await client.createGroup(group, { caller: kind, requestId: 'r-7', traceparent: trace, deadline })).toEqual(made);
      const last = seen.at(-1);
      expect(last?.request).toEqual(group);
      expect(last?.call).toMatchObject({ caller: kind, requestId: 'r-7', traceparent: trace });
      // Less than what it was by no more than the way took: never more.
      expect(last?.call.deadline).toBeLessThanOrEqual(Date.now() + 5000);
      expect(last?.call.deadline).toBeGreaterThan(deadline - 1000);
    }
  });

  test('brings back the errors of the protocol as they were thrown', async () => {
    const { url } = chats({
      createGroup: () => Promise.reject(fail('rate.limited', { retryAfter: 2.5, message: 'Slow down.' })),
      getChats: () => Promise.reject(fail('request.invalid', { issues: [{ path: 'title', message: 'Too long – 😀' }] })),
    });
    const { client } = caller([url]);
    expect(await errorOf(client.createGroup(group, service))).toMatchObject({
      code: 'rate.limited',
      message: 'Slow down.',
      status: 429,
      retryable: true,
      retryAfter: 2.5,
      issues: undefined,
    });
    expect(await errorOf(client.getChats({ chatIds: [], inlineMembers: 0 }, service))).toMatchObject({
      code: 'request.invalid',
      status: 400,
      retryable: false,
      retryAfter: undefined,
      issues: [{ path: 'title', message: 'Too long – 😀' }],
    });
  });

  test('brings back internal.error for any other fault, and nothing of its cause', async () => {
    const { url } = chats({ createGroup: () => Promise.reject(new Error('password is hunter2')) });
    const error = await errorOf(caller([url]).client.createGroup(group, service));
    expect(error.code).toBe('internal.error');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
  });

  test('is not repeated when the service refuses it, even where its error may pass', async () => {
    let asked = 0;
    const busy = () => {
      asked++;
      return Promise.reject(fail('internal.unavailable'));
    };
    const [one, other] = [chats({ getChats: busy }), chats({ getChats: busy })];
    await errorOf(caller([one.url, other.url]).client.getChats({ chatIds: [], inlineMembers: 0 }, service));
    expect(asked).toBe(1);
  });
});

describe('the deadline', () => {
  test('ends a call that gets no answer, on both sides', async () => {
    const { url } = chats({ createGroup: () => new Promise(() => undefined) });
    const { client } = caller([url]);
    const call = { ...service, deadline: Date.now() + 150 };
    expect((await errorOf(client.createGroup(group, call))).code).toBe('internal.timeout');
    expect(Date.now()).toBeGreaterThanOrEqual(call.deadline);
  });

  test('lets nothing be sent when it is over', async () => {
    const process = chats();
    expect((await errorOf(caller([process.url]).client.createGroup(group, { ...service, deadline: Date.now() - 1 }))).code).toBe(
      'internal.timeout',
    );
    expect(process.made).toBe(0);
  });
});

describe('a call that was sent and got no answer', () => {
  test('is never made again where it may not be carried out twice', async () => {
    const [dead, living] = [raw('hang up'), chats()];
    for (let i = 0; i < 20; i++) {
      const { client } = caller([dead.url, living.url]);
      await client.createGroup(group, service).catch((error: AppError) => expect(error.code).toBe('internal.unavailable'));
    }
    // Whichever got it first, each call was made once.
    expect(dead.calls).toBeGreaterThan(0);
    expect(dead.calls + living.made).toBe(20);
  });

  test('is made elsewhere where it does no harm', async () => {
    const [dead, living] = [raw('hang up'), chats()];
    for (let i = 0; i < 10; i++) {
      expect(await caller([dead.url, living.url]).client.getChats({ chatIds: [], inlineMembers: 0 }, service)).toEqual({
        chats: [],
      });
    }
    expect(dead.calls).toBeGreaterThan(0);
  });
});

describe('an address where nobody listens', () => {
  test('is passed over by every method, as nothing was sent', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const living = chats();
    const { client, registry } = caller([nobody, living.url]);
    for (let i = 0; i < 30; i++) expect(await client.createGroup(group, service)).toEqual(made);
    expect(living.made).toBe(30);
    const metrics = await registry.metrics();
    expect(metrics).toContain(`parley_rpc_client_breaker_open{service="chat",address="${nobody}"} 1`);
    expect(metrics).toContain(`parley_rpc_client_breaker_open{service="chat",address="${living.url}"} 0`);
    // The breaker keeps the others from trying it.
    expect(metrics).toMatch(/parley_rpc_client_retries_total\{service="chat",reason="refused"\} 1$/m);
  });

  test('is found again when somebody does, and calls wait for that', async () => {
    const port = await freePort();
    const { client, unreachable } = caller([`http://127.0.0.1:${port}`]);
    expect(await unreachable()).toEqual(['chat']);
    const early = client.createGroup(group, service);
    const process = chats({}, port);
    expect(await early).toEqual(made);
    expect(process.made).toBe(1);
    expect(await unreachable()).toEqual([]);
  });

  test('is the end of a call when that stays so', async () => {
    const { client } = caller([`http://127.0.0.1:${await freePort()}`], { patience: 100 });
    expect((await errorOf(client.createGroup(group, service))).code).toBe('internal.unavailable');
  });

  test('is no address at all when the name has none', async () => {
    const { client } = caller(['http://nowhere:1'], { patience: 50, resolveHost: () => Promise.reject(new Error('ENOTFOUND')) });
    expect((await errorOf(client.createGroup(group, service))).code).toBe('internal.unavailable');
  });
});

describe('a process that ends or starts', () => {
  test.each(['draining', 'starting'] as const)('and says that it is %s gets no calls, of whatever method', async (reason) => {
    const [one, other] = [chats(), chats()];
    one.close(reason);
    const { client } = caller([one.url, other.url]);
    for (let i = 0; i < 20; i++) expect(await client.createGroup(group, service)).toEqual(made);
    expect([one.made, other.made]).toEqual([0, 20]);
  });

  test('gets calls again when it takes them', async () => {
    const process = chats();
    process.close('starting');
    const { client } = caller([process.url]);
    const early = client.createGroup(group, service);
    process.close(undefined);
    expect(await early).toEqual(made);
  });

  test('under load loses no call, though it is stopped and started again and again', async () => {
    const ports = [await freePort(), await freePort()];
    const processes = ports.map((port) => chats({}, port));
    const { client } = caller(ports.map((port) => `http://127.0.0.1:${port}`));
    let going = true;
    let answered = 0;
    const load = Array.from({ length: 20 }, async () => {
      for (; going; answered++) await client.getChats({ chatIds: [], inlineMembers: 0 }, service);
    });
    for (let round = 0; round < 6; round++) {
      const i = round % 2;
      processes[i]?.close('draining');
      await processes[i]?.kill();
      const before = answered;
      while (answered < before + 200) await Bun.sleep(1);
      processes[i] = chats({}, ports[i]);
      const after = answered;
      while (answered < after + 200) await Bun.sleep(1);
    }
    going = false;
    await Promise.all(load);
    expect(answered).toBeGreaterThan(2000);
  });
});

describe('a process that has halted', () => {
  test('is given up after a second of silence and an unanswered question, and its calls are made elsewhere', async () => {
    const clock = manualClock(Date.now());
    const [halted, living] = [raw('silence'), chats()];
    const { client, registry } = caller([halted.url, living.url], { clock });
    const calls = Array.from({ length: 20 }, () => client.getChats({ chatIds: [], inlineMembers: 0 }, service));
    await halted.called(1);
    clock.advance(1000);
    // It is asked whether it lives, and doesn't say.
    await halted.probed(1);
    clock.advance(2000);
    expect(await Promise.all(calls)).toEqual(calls.map(() => ({ chats: [] })));
    expect(await registry.metrics()).toContain(`parley_rpc_client_breaker_open{service="chat",address="${halted.url}"} 1`);
  });

  test('keeps calls that may not be made twice until their time is up', async () => {
    const clock = manualClock(Date.now());
    const halted = raw('silence');
    const { client } = caller([halted.url], { clock });
    const call = errorOf(client.createGroup(group, { ...service, deadline: clock.now() + 5000 }));
    await halted.called(1);
    clock.advance(1000);
    await halted.probed(1);
    clock.advance(3900);
    expect(await Promise.race([call, Promise.resolve('waiting')])).toBe('waiting');
    clock.advance(100);
    expect((await call).code).toBe('internal.timeout');
    expect(halted.calls).toBe(1);
  });
});

describe('a process of another build', () => {
  test('that lacks a method is passed over for one that has it', async () => {
    const old = startProcess({ contract: MessageService, methods: {} });
    toStop.push(() => old.kill());
    const now = chats();
    const { client } = caller([old.url, now.url]);
    for (let i = 0; i < 10; i++) expect(await client.createGroup(group, service)).toEqual(made);
  });

  test('that alone is there makes the call unavailable at once', async () => {
    const old = startProcess({ contract: MessageService, methods: {} });
    toStop.push(() => old.kill());
    const error = await errorOf(caller([old.url]).client.createGroup(group, service));
    expect(error.code).toBe('internal.unavailable');
    expect((error.cause as Error).message).toContain('There is no method /parley.chat.v1.ChatService/CreateGroup here.');
  });

  test('that answers with more and less than is known here is understood', async () => {
    const future = Bun.serve({
      hostname: '127.0.0.1',
      port: 0,
      fetch: () => Response.json({ chats: [{ id: 'c', hologram: true }], total: 7 }),
    });
    toStop.push(() => future.stop(true));
    const answer = await caller([future.url.origin]).client.getChats({ chatIds: [], inlineMembers: 0 }, service);
    expect(answer).toEqual({ chats: [{ id: 'c', type: '', createdAt: 0, version: 0, memberCount: 0, members: [] }] });
  });
});

test('ten thousand calls at once are all answered', async () => {
  const [one, other] = [chats(), chats()];
  const { client } = caller([one.url, other.url]);
  const patient = { ...service, deadline: Date.now() + 60_000 };
  const answers = await Promise.all(Array.from({ length: 10_000 }, () => client.createGroup(group, patient)));
  expect(answers).toHaveLength(10_000);
  expect(one.made + other.made).toBe(10_000);
  expect(Math.min(one.made, other.made)).toBeGreaterThan(3000);
});
