import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat, Member } from '@parley/protocol/chat';
import type { Message, Receipt } from '@parley/protocol/message';
import { eventually } from '../support/eventually.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const statusOf = async (person: Person, { id }: Message) => (await person.get<Message>(`/messages/${id}`)).status;
const two = () => Promise.all([newPerson(server), newPerson(server)]);

describe('the status of a message', () => {
  test('goes from sent to delivered to read, and the sender hears of it', async () => {
    const [ann, bob] = await two();
    const { id: chatId } = await ann.directWith(bob);
    const [a, b] = [await ann.connect(), await bob.connect()];
    const message = await ann.say(chatId, 'hello');
    expect(await statusOf(ann, message)).toBe('sent');
    b.send({ type: 'message.received', chatId, upToSeq: message.seq });
    const delivered = await a.next('message.status.updated');
    expect(delivered).toMatchObject({ chatId, userId: bob.id, deliveredSeq: message.seq });
    expect(await statusOf(ann, message)).toBe('delivered');
    b.send({ type: 'message.read', chatId, upToSeq: message.seq });
    expect(await a.next('message.status.updated', ({ readSeq }) => readSeq !== undefined)).toMatchObject({
      chatId,
      userId: bob.id,
      readSeq: message.seq,
    });
    expect(await statusOf(ann, message)).toBe('read');
    expect(await statusOf(bob, message)).toBeUndefined();
    a.close();
    b.close();
  });

  test('is moved by REST too: up to a number, or by messages', async () => {
    const [ann, bob] = await two();
    const { id: chatId } = await ann.directWith(bob);
    const messages = [await ann.say(chatId, 'one'), await ann.say(chatId, 'two'), await ann.say(chatId, 'three')] as const;
    await bob.post('/messages/delivered', { chatId, upToSeq: messages[0].seq });
    expect(await Promise.all(messages.map((message) => statusOf(ann, message)))).toEqual(['delivered', 'sent', 'sent']);
    await bob.post('/messages/read', { messageIds: [messages[1].id] });
    expect(await Promise.all(messages.map((message) => statusOf(ann, message)))).toEqual(['read', 'read', 'sent']);
    await bob.post('/messages/delivered', { messageIds: [messages[2].id, messages[0].id] });
    expect(await statusOf(ann, messages[2])).toBe('delivered');
  });

  test('never goes back, nor past what there is', async () => {
    const [ann, bob] = await two();
    const { id: chatId } = await ann.directWith(bob);
    const message = await ann.say(chatId, 'one');
    await bob.post('/messages/read', { chatId, upToSeq: 1_000_000 });
    expect(await statusOf(ann, message)).toBe('read');
    await bob.post('/messages/read', { chatId, upToSeq: 0 });
    await bob.post('/messages/delivered', { chatId, upToSeq: 0 });
    expect(await statusOf(ann, message)).toBe('read');
    const next = await ann.say(chatId, 'two');
    expect(await statusOf(ann, next)).toBe('sent');
    expect((await bob.get<Chat>(`/chats/${chatId}`)).me.unread).toBe(1);
  });

  test('is read when the other answers', async () => {
    const [ann, bob] = await two();
    const { id: chatId } = await ann.directWith(bob);
    const question = await ann.say(chatId, 'well?');
    const answer = await bob.say(chatId, 'well!');
    await eventually(async () => ((await statusOf(ann, question)) === 'read' ? true : undefined));
    expect((await bob.get<Chat>(`/chats/${chatId}`)).me).toMatchObject({ readSeq: answer.seq, unread: 0 });
  });

  test('in a group is that of the last of them; the details tell who and when', async () => {
    const [ann, bob] = await two();
    const cid = await newPerson(server);
    const { id: chatId } = await ann.groupWith('Three', bob, cid);
    const message = await ann.say(chatId, 'all of you');
    const info = async () =>
      Object.fromEntries(
        (await ann.get<{ items: Receipt[] }>(`/messages/${message.id}/info`)).items.map(({ userId, ...times }) => [
          userId,
          Object.keys(times).toSorted(),
        ]),
      );
    expect(await info()).toEqual({ [bob.id]: [], [cid.id]: [] });
    await bob.post('/messages/read', { chatId, upToSeq: message.seq });
    expect(await statusOf(ann, message)).toBe('sent');
    expect(await info()).toEqual({ [bob.id]: ['deliveredAt', 'readAt'], [cid.id]: [] });
    await cid.post('/messages/delivered', { chatId, upToSeq: message.seq });
    expect(await statusOf(ann, message)).toBe('delivered');
    await cid.post('/messages/read', { chatId, upToSeq: message.seq });
    expect(await statusOf(ann, message)).toBe('read');
    expect(await info()).toEqual({ [bob.id]: ['deliveredAt', 'readAt'], [cid.id]: ['deliveredAt', 'readAt'] });
    expect(await bob.refused('GET', `/messages/${message.id}/info`)).toBe('403 message.forbidden');
    const { items } = await ann.get<{ items: Member[] }>(`/chats/${chatId}/members`);
    expect(items.find(({ user }) => user.id === bob.id)).toMatchObject({ readSeq: message.seq, deliveredSeq: message.seq });
  });
});

describe('who hides their receipts', () => {
  test('is seen to receive, never to read', async () => {
    const [ann, bob] = await two();
    const { id: chatId } = await ann.directWith(bob);
    await bob.patch('/users/me/privacy', { readReceipts: false });
    const message = await ann.say(chatId, 'did you read this?');
    const live = await ann.connect();
    await bob.post('/messages/read', { chatId, upToSeq: message.seq });
    expect(await live.next('message.status.updated')).toMatchObject({ deliveredSeq: message.seq });
    expect(await statusOf(ann, message)).toBe('delivered');
    const { items } = await ann.get<{ items: Receipt[] }>(`/messages/${message.id}/info`);
    expect(items[0]?.readAt).toBeUndefined();
    const { members } = await ann.get<Chat>(`/chats/${chatId}`);
    expect(members?.find(({ user }) => user.id === bob.id)?.readSeq).toBeLessThan(message.seq);
    expect(live.rest().filter((frame) => frame.type === 'message.status.updated' && frame.readSeq !== undefined)).toEqual([]);
    expect((await bob.get<Chat>(`/chats/${chatId}`)).me.unread).toBe(0);
    live.close();
  });
});
