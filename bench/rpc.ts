import { create, type DescMessage, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Call } from '@parley/kernel/call';
import { systemClock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceOffer } from '@parley/kernel/contract';
import { createLogger } from '@parley/kernel/create-logger';
import { listen } from '@parley/kernel/http-listener';
import { createMeter } from '@parley/kernel/prometheus';
import { MessageService, SendRequestSchema, SendResponseSchema } from '@parley/proto/parley/message/v1/message_pb';
import { createDirectory } from '@parley/rpc/directory';
import { foreignCalls } from '@parley/rpc/internal/foreign-routes';
import { internalTokens, internalVerifier } from '@parley/rpc/internal/internal-token';
import { rpcSurface } from '@parley/rpc/internal/rpc-surface';
import { createRemote } from '@parley/rpc/remote/remote';
import { jsonCodec } from '@parley/rpc/wire/json-codec';
import { Registry } from 'prom-client';
import { describeMachine } from './machine.ts';

// What a call between processes costs, and what of it its messages do: `bun bench/rpc.ts`. Both ends are in this one process, so a figure is the
// sum of theirs, in CPU time; the reference is the least that can be done with the same bytes, a bare `fetch` to a bare `Bun.serve` that answers them.

type Messages = ServiceClient<typeof MessageService>;
type Request = Parameters<Messages['send']>[0];
type Answer = Awaited<ReturnType<Messages['send']>>;

const SECRET = 'the secret of a benchmark, of which there is none';
const call: Call = { caller: { kind: 'service', name: 'realtime' }, requestId: crypto.randomUUID() };
const logger = createLogger({ level: 'error', format: 'json' });

function requestOf(count: number): Request {
  const drafts = Array.from({ length: count }, (_, i) => ({
    senderId: crypto.randomUUID(),
    chatId: crypto.randomUUID(),
    clientMsgId: crypto.randomUUID(),
    content: JSON.stringify({ type: 'text', text: `a message of usual length, number ${i}, with "quotes" and an ümlaut` }),
    mentions: [],
    connectionId: crypto.randomUUID(),
  }));
  return { drafts };
}

const answerTo = ({ drafts }: Request): Answer => ({
  results: drafts.map((_, i) => ({ messageId: crypto.randomUUID(), seq: i + 1, createdAt: systemClock.now(), duplicate: false })),
});

/** µs of CPU that one run of `work` takes, of both ends: the least of five rounds, as whatever else the machine does only adds. */
async function measure(work: () => unknown, times: number): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < 6; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) await work();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / times);
  }
  // The first is spent on compiling.
  return Math.min(...rounds.slice(1));
}

/** The same when `width` of them run at once. */
async function measureWide(work: () => Promise<unknown>, times: number, width: number): Promise<number> {
  const wide = async () => Promise.all(Array.from({ length: width }, work));
  return (await measure(wide, times / width)) / width;
}

const row = (what: string, value: number, unit: string, note = ''): void =>
  console.log(`${what.padEnd(58)}${value.toFixed(2).padStart(9)} ${unit.padEnd(9)} ${note}`);

async function codecs(): Promise<void> {
  const count = 300;
  const request = requestOf(count);
  const both: readonly (readonly [string, DescMessage, unknown])[] = [
    ['request', SendRequestSchema, request],
    ['answer', SendResponseSchema, answerTo(request)],
  ];
  for (const [name, type, value] of both) {
    const codec = jsonCodec(type);
    const text = codec.encode(value);
    const bytes = toBinary(type, create(type, value as never));
    row(
      `${name}: JSON, write`,
      (await measure(() => codec.encode(value), 300)) / count,
      'µs/draft',
      `${Math.round(text.length / count)} bytes`,
    );
    row(`${name}: JSON, read and mend`, (await measure(() => codec.decode(text), 300)) / count, 'µs/draft');
    row(`${name}: JSON.parse alone`, (await measure(() => JSON.parse(text), 300)) / count, 'µs/draft', 'reference');
    const write = () => toBinary(type, create(type, value as never));
    row(
      `${name}: protobuf-es, write`,
      (await measure(write, 300)) / count,
      'µs/draft',
      `${Math.round(bytes.length / count)} bytes`,
    );
    row(`${name}: protobuf-es, read`, (await measure(() => fromBinary(type, bytes), 300)) / count, 'µs/draft');
  }
}

async function calls(): Promise<void> {
  const common = { logger, meter: createMeter(new Registry()), clock: systemClock, traced: false };
  const directory = createDirectory(common);
  const implementation = { send: { allow: ['service'], handle: (request: Request) => Promise.resolve(answerTo(request)) } };
  directory.serve({ contract: MessageService, implementation: implementation as unknown as ServiceOffer['implementation'] });
  directory.allServed?.();
  const serving = { methods: directory.served, verifier: internalVerifier([SECRET], systemClock), clock: systemClock };
  const surface = rpcSurface({
    ...serving,
    logger,
    closedFor: () => undefined,
    foreign: foreignCalls(serving),
    onStranger: () => undefined,
  });
  const listener = listen({ hostname: '127.0.0.1', port: 0, logger, surfaces: [surface] });
  const remote = createRemote({
    ...common,
    meter: createMeter(new Registry()),
    tls: undefined,
    urlsOf: () => [`http://127.0.0.1:${listener.port}`],
    tokens: internalTokens(SECRET, 'bench', systemClock),
    resolveHost: () => Promise.resolve(['127.0.0.1']),
    random: Math.random,
  });
  const here = directory.client(MessageService);
  const there = remote.client(MessageService) as Messages;
  const bare = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch: async (request) => Response.json(answerTo((await request.json()) as Request)),
  });
  const reference = async (body: string): Promise<unknown> =>
    (await fetch(bare.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).json();

  for (const count of [1, 30, 300]) {
    const request = requestOf(count);
    const times = count === 300 ? 160 : 960;
    const body = JSON.stringify(request);
    const what = `send of ${count} draft${count === 1 ? '' : 's'}`;
    row(`${what}: in one process`, await measure(() => here.send(request, call), times), 'µs/call', 'makes the answer, too');
    const raw = await measureWide(() => reference(body), times, 16);
    row(`${what}: bare fetch and JSON, 16 at once`, raw, 'µs/call', 'reference');
    const ours = await measureWide(() => there.send(request, { ...call, requestId: crypto.randomUUID() }), times, 16);
    row(`${what}: between processes, 16 at once`, ours, 'µs/call', `${(ours / count).toFixed(2)} µs/draft, gathered where small`);
    row(`${what}: bare fetch, one at a time`, await measure(() => reference(body), times / 8), 'µs/call', 'reference');
    row(`${what}: between processes, one at a time`, await measure(() => there.send(request, call), times / 8), 'µs/call');
  }
  remote.stop();
  await Promise.all([listener.stop(true), bare.stop(true)]);
}

console.log(describeMachine());
await codecs();
await calls();
