import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import type { Message } from '@parley/protocol/message';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { type BootedCluster, bootCluster } from '@parley/testkit/boot-cluster';
import { type Contract, fetchContract } from '../support/contract.ts';
import { eventually } from '../support/eventually.ts';
import { connect, type LiveSocket } from '../support/live-socket.ts';
import { newPerson, type Person } from '../support/person.ts';

// The edge of a cluster with two gateways, two realtime and two message processes: what one has answered holds at the others, and nobody
// notices more of a process that goes than a close code that says to come back.

setDefaultTimeout(120_000);
let cluster: BootedCluster;
let server: { readonly url: string; readonly contract: Contract };

beforeAll(async () => {
  cluster = await bootCluster({ env: { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' } });
  server = { url: cluster.url, contract: await fetchContract(cluster.url) };
}, 240_000);
afterAll(() => cluster.stop());

const members = (role: string) => cluster.processes().filter((member) => member.role === role);

/** A live connection to one process, past whatever is in front. */
async function connectTo(port: number | undefined, person: Person): Promise<LiveSocket> {
  const socket = await connect(`http://127.0.0.1:${port}`, { protocols: ['parley.v1', `bearer.${person.token}`] });
  await socket.next('ready');
  return socket;
}
const onEach = (role: string, person: Person): Promise<LiveSocket[]> =>
  Promise.all(members(role).map(({ ports }) => connectTo(ports['public'], person)));

/** Every process serves again. */
const whole = (): Promise<true> =>
  eventually(async () => (members('realtime').every(({ state }) => state === 'ready') ? true : undefined));

const send = (socket: LiveSocket, chatId: string, clientMsgId = Bun.randomUUIDv7()): Promise<ServerFrame> =>
  socket.ask({ type: 'message.send', chatId, clientMsgId, content: { type: 'text', text: 'hi' } });
/** Sends without waiting, for some ms; answers what was acknowledged once all is. */
async function sendFor(ms: number, socket: LiveSocket, chatId: string): Promise<string[]> {
  const sends: Promise<string>[] = [];
  for (const end = performance.now() + ms; performance.now() < end; await Bun.sleep(4)) {
    const clientMsgId = Bun.randomUUIDv7();
    sends.push(
      send(socket, chatId, clientMsgId).then((frame) => {
        expect(codeOf(frame)).toBe('message.sent');
        return clientMsgId;
      }),
    );
  }
  return Promise.all(sends);
}
const codeOf = (frame: ServerFrame): string => (frame.type === 'error' ? frame.code : frame.type);

test('a socket through either gateway is as good as one straight to realtime (E1)', async () => {
  const [ada, ben] = [await newPerson(server), await newPerson(server)];
  const { id } = await ada.directWith(ben);
  const sockets = [...(await onEach('gateway', ben)), ...(await onEach('realtime', ben))];
  expect(sockets).toHaveLength(4);
  const { clientMsgId } = await ada.say(id, 'to all four');
  for (const socket of sockets) await socket.next('message.new', ({ message }) => message.clientMsgId === clientMsgId);
  for (const socket of sockets) expect(codeOf(await send(socket, id))).toBe('message.sent');
});

test('what somebody sends reaches a device of theirs that comes to another node meanwhile (C9, E5)', async () => {
  const [ada, ben] = [await newPerson(server), await newPerson(server)];
  const { id } = await ada.directWith(ben);
  const [here, there] = members('realtime').map(({ ports }) => ports['public']);
  for (let round = 0; round < 5; round++) {
    const desktop = await connectTo(here, ada);
    // Until the node knows that they have no other, and leaves out what only another would need.
    await Bun.sleep(1_000);
    const burst = sendFor(500, desktop, id);
    await Bun.sleep(150 + 50 * round);
    const phone = await connectTo(there, await ada.onAnotherDevice());
    const heard = new Set<string>();
    const sync = async () => {
      const { items } = await ada.get<{ items: readonly Message[] }>(`/chats/${id}/messages?limit=200`);
      for (const { clientMsgId } of items) heard.add(clientMsgId);
    };
    await sync();
    const sent = await burst;
    await eventually(async () => {
      // As a client does: what comes is kept, and whoever is told to resync asks.
      for (const frame of phone.rest()) {
        if (frame.type === 'message.new') heard.add(frame.message.clientMsgId);
        if (frame.type === 'resync') await sync();
      }
      expect(sent.filter((clientMsgId) => !heard.has(clientMsgId))).toEqual([]);
      return true;
    });
    expect(sent.length).toBeGreaterThan(20);
    for (const socket of [desktop, phone]) socket.close();
  }
});

test('a member who is removed is refused everywhere from the answer on (C1)', async () => {
  const [ada, ben, eve] = [await newPerson(server), await newPerson(server), await newPerson(server)];
  for (let round = 0; round < 5; round++) {
    const { id } = await ada.groupWith('Friends', ben, eve);
    const sockets = await onEach('realtime', eve);
    for (const socket of sockets) expect(codeOf(await send(socket, id))).toBe('message.sent');
    await ada.delete(`/chats/${id}/members/${eve.id}`);
    for (const socket of sockets) expect(codeOf(await send(socket, id))).toBe('chat.not_a_member');
    for (const socket of sockets) socket.close();
  }
});

test('a session that is ended closes its sockets on every node at once (A4)', async () => {
  const ada = await newPerson(server);
  const phone = await ada.onAnotherDevice();
  const sockets = [...(await onEach('gateway', phone)), ...(await onEach('realtime', phone))];
  const kept = await onEach('realtime', ada);
  const from = performance.now();
  await ada.delete(`/auth/sessions/${phone.session.sessionId}`);
  for (const socket of sockets) {
    const { code, at } = await socket.closed;
    expect(code).toBe(4401);
    expect(at - from).toBeLessThan(2_000);
  }
  for (const { ports } of members('gateway')) {
    const headers = { authorization: `Bearer ${phone.token}` };
    expect((await fetch(`http://127.0.0.1:${ports['public']}/api/v1/users/me`, { headers })).status).toBe(401);
  }
  for (const socket of kept) expect(await socket.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
});

test('a realtime node that is replaced sends its clients away in order, and a gateway leads them to the other one', async () => {
  const [ada, ben] = [await newPerson(server), await newPerson(server)];
  const { id } = await ada.directWith(ben);
  const [straight, ...others] = await onEach('realtime', ben);
  const passedOn = await onEach('gateway', ben);
  const restarted = cluster.control(`processes/${members('realtime')[0]?.name}/restart`);
  expect(await straight?.closed).toMatchObject({ code: 4503 });
  const again = await connectTo(members('gateway')[0]?.ports['public'], ben);
  for (const socket of [...others, again]) expect(codeOf(await send(socket, id))).toBe('message.sent');
  await restarted;
  for (const socket of [...others, ...passedOn, again]) socket.close();
});

test('a realtime node that dies is a close with 4503 to those behind a gateway, who get in again', async () => {
  const ada = await newPerson(server);
  const gateway = members('gateway')[0]?.ports['public'];
  const sockets = [await connectTo(gateway, ada), await connectTo(gateway, ada), await connectTo(gateway, ada)];
  // All of them, as the gateways alone know who is where.
  for (const { name } of members('realtime')) await cluster.control(`processes/${name}/kill`);
  for (const socket of sockets) expect(await socket.closed).toMatchObject({ code: 4503 });
  const again = await eventually(() => connectTo(gateway, ada));
  expect(await again.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
  await whole();
});

test('without NATS a removal and the end of a session hold all the same; when it is back everybody resyncs', async () => {
  await whole();
  const [ada, ben, eve] = [await newPerson(server), await newPerson(server), await newPerson(server)];
  const { id } = await ada.groupWith('Friends', ben, eve);
  const phone = await ada.onAnotherDevice();
  const sockets = await onEach('realtime', eve);
  for (const socket of sockets) expect(codeOf(await send(socket, id))).toBe('message.sent');
  const doomed = await onEach('realtime', phone);
  await cluster.control('processes/nats/pause');
  try {
    await ada.delete(`/chats/${id}/members/${eve.id}`);
    for (const socket of sockets) expect(codeOf(await send(socket, id))).toBe('chat.not_a_member');
    const [other] = await onEach('realtime', ben);
    if (other === undefined) throw new Error('no realtime');
    expect(codeOf(await send(other, id))).toBe('message.sent');
  } finally {
    await cluster.control('processes/nats/resume');
  }
  await cluster.control('processes/nats/kill');
  await ada.delete(`/auth/sessions/${phone.session.sessionId}`);
  for (const socket of doomed) expect((await socket.closed).code).toBe(4401);
  for (const socket of sockets) await socket.next('resync');
});
