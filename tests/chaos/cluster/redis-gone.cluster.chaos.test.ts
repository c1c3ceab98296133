import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { Presence } from '@parley/protocol/presence';
import type { Problem } from '@parley/protocol/problem';
import type { Session } from '@parley/protocol/session';
import { api, request, signUp } from '@parley/testkit/rest';
import { eventually } from '../../support/eventually.ts';
import { connect, type LiveSocket } from '../../support/live-socket.ts';
import { clusterTopology } from './topology/cluster.ts';
import type { Topology } from './topology/topology.ts';

const TIMEOUT = 180_000;
/** More requests than one address may make at once. */
const FLOOD = 400;

let topology: Topology;
beforeAll(async () => {
  // As it comes, limits included; one of each, so that what a process counts by itself is all that is counted.
  topology = await clusterTopology({
    env: { PARLEY_OTP_SENDER: 'echo', PARLEY_LOG_LEVEL: 'warn' },
    replicas: { gateway: 1, realtime: 1, message: 1 },
  });
}, TIMEOUT);
afterAll(() => topology.close(), TIMEOUT);

/** Sends and waits until the other has it live. */
async function say(from: LiveSocket, to: LiveSocket, chatId: string): Promise<void> {
  const clientMsgId = Bun.randomUUIDv7();
  const answer = await from.ask({ type: 'message.send', chatId, clientMsgId, content: { type: 'text', text: 'still here' } });
  expect(answer.type).toBe('message.sent');
  await to.next('message.new', ({ message }) => message.clientMsgId === clientMsgId);
}

const askForCode = (phone: string) => request<Problem>(topology.url, 'POST', '/auth/otp', { body: { phone } });

async function isSeenOnline(viewer: Session, person: Session): Promise<boolean> {
  return (await api<Presence>(topology.url, 'GET', `/users/${person.user.id}/presence`, viewer.accessToken)).online;
}

test(
  'Redis gone: people chat, limits hold for each process, codes are refused, presence is unknown; and all of it comes back',
  async () => {
    const { url } = topology;
    const [ann, ben] = [await signUp(url, '+4917612340001'), await signUp(url, '+4917612340002')];
    const { id: chatId } = await api<Chat>(url, 'POST', '/chats', ann.accessToken, { type: 'direct', userId: ben.user.id });
    const open = async ({ accessToken }: Session): Promise<LiveSocket> => {
      const socket = await connect(url, { protocols: ['parley.v1', `bearer.${accessToken}`] });
      await socket.next('ready');
      return socket;
    };
    const [annsSocket, bensSocket] = [await open(ann), await open(ben)];
    await say(annsSocket, bensSocket, chatId);
    await eventually(async () => (await isSeenOnline(ann, ben)) || undefined);

    await topology.kill('redis');
    await say(annsSocket, bensSocket, chatId);
    await say(bensSocket, annsSocket, chatId);
    await eventually(async () => (await isSeenOnline(ann, ben)) === false || undefined);
    const refused = await askForCode('+4917612340003');
    expect([refused.status, refused.body.retryable]).toEqual([503, true]);

    const answers = await Promise.all(
      Array.from({ length: FLOOD }, () => request(url, 'GET', '/users/me', { token: ann.accessToken })),
    );
    const counted = Map.groupBy(answers, ({ status }) => status);
    expect([...counted.keys()].sort((one, other) => one - other)).toEqual([200, 429]);
    expect(counted.get(200)?.length).toBeGreaterThanOrEqual(50);

    await topology.start('redis');
    await eventually(async () => (await isSeenOnline(ann, ben)) || undefined);
    await eventually(async () => (await askForCode('+4917612340004')).status === 202 || undefined);
    await say(annsSocket, bensSocket, chatId);
    annsSocket.close();
    bensSocket.close();
  },
  TIMEOUT,
);
