import { api } from '@parley/testkit/rest';
import { generate } from '../generator.ts';
import { signUp } from '../load/account.ts';
import type { Latency } from '../load/latency.ts';
import type { runSync } from '../load/read.ts';
import { send } from '../load/send.ts';
import type { Scenario } from './scenario.ts';

type SyncResult = Awaited<ReturnType<typeof runSync>>;

const REQUESTS = 2_000;

/** Random pages of random chats; how deep they go depends on what the earlier scenarios wrote. */
export const historyPages: Scenario = async ({ server, people }) => {
  const depth = await depthOf(server.baseUrl, people.accounts[0]?.accessToken ?? '', people.chats[0] ?? '');
  const { p50, p99 } = await generate<ReturnType<Latency['summary']>>({
    job: 'history',
    baseUrl: server.baseUrl,
    accounts: people.accounts,
    chats: people.chats,
    depth,
    requests: REQUESTS,
  });
  return [
    {
      what: 'page of history, 50 messages, p99',
      value: p99,
      unit: 'ms',
      bar: { value: 10, better: 'less' },
      note: `p50 ${p50.toFixed(1)} ms, one reader, chats of about ${depth} messages`,
    },
  ];
};

async function depthOf(baseUrl: string, token: string, chatId: string): Promise<number> {
  const response = await fetch(`${baseUrl}/api/v1/chats/${chatId}`, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { lastSeq: number }).lastSeq;
}

const CHATS = 200;
const MISSED = 50;

/** Somebody comes back to 200 chats with 50 missed messages each. */
export const syncAfterAbsence: Scenario = async ({ server }) => {
  const { baseUrl } = server;
  const [reader, ...writers] = await signUp(baseUrl, CHATS + 1);
  if (reader === undefined) throw new Error('nobody signed up');
  const chats = await Promise.all(
    writers.map((writer) =>
      api<{ id: string }>(baseUrl, 'POST', '/chats', writer.accessToken, { type: 'direct', userId: reader.userId }),
    ),
  );
  const before = await generate<SyncResult>({ job: 'sync', baseUrl, token: reader.accessToken });
  await Promise.all(writers.map((writer, index) => send(baseUrl, writer, chats[index]?.id ?? '', MISSED)));
  const back = await generate<SyncResult>({ job: 'sync', baseUrl, token: reader.accessToken, from: before.cursor });
  if (back.messages !== CHATS * MISSED) throw new Error(`the sync brought ${back.messages} of ${CHATS * MISSED} messages`);
  return [
    {
      what: `sync after absence, ${CHATS} chats, ${CHATS * MISSED} missed messages: first page`,
      value: back.firstPageMs,
      unit: 'ms',
      bar: { value: 300, better: 'less' },
    },
    { what: '  all of it', value: back.allMs / 1000, unit: 's', bar: { value: 3, better: 'less' }, note: `${back.pages} pages` },
  ];
};
