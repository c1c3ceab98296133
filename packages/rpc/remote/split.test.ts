import { afterEach, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { freePort } from '@parley/engines/free-port';
import type { Call } from '@parley/kernel/call';
import type { ServiceClient } from '@parley/kernel/contract';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { fail } from '@parley/protocol/errors';
import { PARTITIONS } from '../partition.ts';
import { startCaller, startProcess, type TestProcess } from '../testing/processes.ts';
import { isRepeatable } from './remote-client.ts';
import { attractions, owners } from './rendezvous.ts';

// Ends what hangs; measures nothing.
setDefaultTimeout(60_000);

type Messages = ServiceClient<typeof MessageService>;
type Draft = Parameters<Messages['send']>[0]['drafts'][number];

const call: Call = { caller: { kind: 'service', name: 'realtime' }, requestId: 'r' };
const toStop: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(toStop.splice(0).map((stop) => stop()));
});

interface Instance extends TestProcess {
  /** Chats of the drafts that it was sent, in order. */
  readonly chats: string[];
  readonly marked: string[];
}

/** A message service that answers each draft with a number of its own. */
function instance(port = 0, send?: () => Promise<unknown>): Instance {
  const chats: string[] = [];
  const marked: string[] = [];
  const process = startProcess({
    contract: MessageService,
    port,
    methods: {
      send: ({ drafts }: { drafts: Draft[] }) => {
        if (send !== undefined) return send();
        chats.push(...drafts.map(({ chatId }) => chatId));
        return Promise.resolve({
          results: drafts.map(({ clientMsgId }) => ({ messageId: clientMsgId, seq: 1, createdAt: 2, duplicate: false })),
        });
      },
      markRead: ({ marks }: { marks: { chatId: string }[] }) => {
        marked.push(...marks.map(({ chatId }) => chatId));
        return Promise.resolve({});
      },
      pin: ({ chatId }: { chatId: string }) => {
        marked.push(chatId);
        return Promise.resolve({});
      },
    },
  });
  toStop.push(() => process.kill());
  return Object.assign(process, { chats, marked });
}

const draftOf = (chatId: string): Draft => ({
  senderId: 's',
  chatId,
  clientMsgId: crypto.randomUUID(),
  content: '{}',
  mentions: [],
});
const chatIds = (count: number): string[] => Array.from({ length: count }, () => crypto.randomUUID());
function callerOf(instances: readonly { readonly url: string }[], patience = 2000) {
  const caller = startCaller(
    MessageService,
    instances.map(({ url }) => url),
    { patience },
  );
  toStop.push(() => caller.stop());
  return caller.client;
}

describe('a batch of sends', () => {
  test('goes to the instances that its chats belong to, and its results come back in order', async () => {
    const [one, other, third] = [instance(), instance(), instance()];
    const drafts = [...chatIds(300), ...chatIds(300)].map(draftOf);
    const again = drafts.map(({ chatId }) => draftOf(chatId));
    const client = callerOf([one, other, third]);
    const { results } = await client.send({ drafts }, call);
    expect(results.map(({ messageId }) => messageId)).toEqual(drafts.map(({ clientMsgId }) => clientMsgId));

    await client.send({ drafts: again }, call);
    const shares = [one, other, third].map(({ chats }) => new Set(chats));
    // Each chat went to one instance both times, and each has a fair share.
    expect(shares.reduce((sum, { size }) => sum + size, 0)).toBe(600);
    for (const { size } of shares) expect(size).toBeGreaterThan(100);
    // Within an instance the order is that of the batch.
    const order = new Map(drafts.map(({ chatId }, i) => [chatId, i]));
    for (const { chats } of [one, other, third]) {
      const first = chats.slice(0, chats.length / 2).map((chatId) => order.get(chatId) ?? -1);
      expect(first).toEqual(first.toSorted((a, b) => a - b));
    }
  });

  test('is whole though an instance is gone, and what the others took stays theirs', async () => {
    const [one, gone] = [instance(), { url: `http://127.0.0.1:${await freePort()}` }];
    const drafts = chatIds(400).map(draftOf);
    const { results } = await callerOf([one, gone]).send({ drafts }, call);
    expect(results.map(({ messageId }) => messageId)).toEqual(drafts.map(({ clientMsgId }) => clientMsgId));
    expect(one.chats.toSorted()).toEqual(drafts.map(({ chatId }) => chatId).toSorted());
  });

  test('whose part fails for good has its other results, and an error for each of that part', async () => {
    const [good, bad] = [instance(), instance(0, () => Promise.reject(fail('internal.error')))];
    const drafts = chatIds(200).map(draftOf);
    const { results } = await callerOf([good, bad]).send({ drafts }, call);
    const taken = new Set(good.chats);
    expect(taken.size).toBeGreaterThan(0);
    expect(taken.size).toBeLessThan(200);
    for (const [i, { chatId, clientMsgId }] of drafts.entries()) {
      expect(results[i]).toEqual(
        taken.has(chatId)
          ? { messageId: clientMsgId, seq: 1, createdAt: 2, duplicate: false }
          : {
              seq: 0,
              createdAt: 0,
              duplicate: false,
              errorCode: 'internal.error',
              errorMessage: 'Something went wrong on the server.',
            },
      );
    }
  });

  test('with nobody there fails as a whole', async () => {
    const gone = { url: `http://127.0.0.1:${await freePort()}` };
    const error = await callerOf([gone], 50)
      .send({ drafts: chatIds(3).map(draftOf) }, call)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'internal.unavailable' });
  });

  test('may be empty, or huge', async () => {
    const client = callerOf([instance(), instance()]);
    expect(await client.send({ drafts: [] }, call)).toEqual({ results: [] });
    const drafts = chatIds(20_000).map((chatId) => ({ ...draftOf(chatId), content: JSON.stringify({ text: 'ä'.repeat(500) }) }));
    const { results } = await client.send({ drafts }, call);
    expect(results.map(({ messageId }) => messageId)).toEqual(drafts.map(({ clientMsgId }) => clientMsgId));
  });
});

test('marks and pins go where the sends of their chats go', async () => {
  const [one, other] = [instance(), instance()];
  const client = callerOf([one, other]);
  const chats = chatIds(100);
  await client.send({ drafts: chats.map(draftOf) }, call);
  await client.markRead({ marks: chats.map((chatId) => ({ userId: 'u', chatId, upToSeq: 1 })) }, call);
  for (const chatId of chats.slice(0, 20)) await client.pin({ chatId, messageId: 'm', pinned: true }, call);
  for (const { chats: own, marked } of [one, other]) expect([...new Set(marked)].toSorted()).toEqual(own.toSorted());
});

describe('the owner of a partition', () => {
  const addresses = Array.from({ length: 10 }, (_, i) => ({
    url: `http://10.0.0.${i + 1}:9084`,
    attractions: attractions(`http://10.0.0.${i + 1}:9084`),
  }));

  test('stays the same when another address goes, or comes in another order', () => {
    const before = owners(addresses);
    expect(owners(addresses.toReversed())).toEqual(before);
    const after = owners(addresses.slice(1));
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const owner = before[partition];
      if (owner !== addresses[0]) expect(after[partition]).toBe(owner);
    }
  });

  test('is each of them about as often', () => {
    const counts = addresses.map((address) => owners(addresses).filter((owner) => owner === address).length);
    expect(Math.min(...counts)).toBeGreaterThan(12);
    expect(Math.max(...counts)).toBeLessThan(42);
  });
});

test('each method says whether it may be carried out twice: these may not', () => {
  const contracts = [AuthService, UserService, ChatService, MessageService, PresenceService];
  const once = contracts.flatMap(({ methods }) =>
    methods.filter((method) => !isRepeatable(method)).map(({ parent, name }) => `${parent.name}.${name}`),
  );
  // Add a method here only when doing it twice does harm; mark it in the .proto file otherwise.
  expect(once.toSorted()).toEqual([
    'AuthService.Login',
    'AuthService.Refresh',
    'AuthService.Register',
    'AuthService.RequestCode',
    'AuthService.VerifyCode',
    'ChatService.CreateGroup',
  ]);
});
