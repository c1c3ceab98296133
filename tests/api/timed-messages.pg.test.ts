import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { History, Message } from '@parley/protocol/message';
import type { Page } from '@parley/protocol/page';
import type { ScheduledMessage } from '@parley/protocol/scheduled';
import type { Sync } from '@parley/protocol/sync';
import { eventually } from '../support/eventually.ts';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let bob: Person;
beforeAll(async () => {
  server = await startServer();
  [ann, bob] = await Promise.all([newPerson(server, 'Ann'), newPerson(server, 'Bob')]);
});
afterAll(() => server.stop());

const text = (words: string) => ({ type: 'text', text: words });
const later = (ms: number) => new Date(Date.now() + ms).toISOString();
const history = async (person: Person, chatId: string) => (await person.get<History>(`/chats/${chatId}/messages`)).items;
const scheduledOf = async (person: Person, chatId: string) =>
  (await person.get<Page<ScheduledMessage>>(`/scheduled-messages?chatId=${chatId}`)).items;

describe('disappearing messages (C5)', () => {
  test('go at their time for everyone: live, by sync, and out of search', async () => {
    const chat = await ann.groupWith('Gone', bob);
    const [live, { cursor }] = await Promise.all([bob.connect(), bob.get<Sync>('/sync')]);
    const changed = await ann.patch<Chat>(`/chats/${chat.id}`, { disappearAfter: 5 });
    expect(changed.disappearAfter).toBe(5);
    expect(await live.next('chat.updated')).toMatchObject({ chat: { disappearAfter: 5 } });
    const message = await ann.say(chat.id, 'vanishing words');
    const lifetime = Date.parse(message.expiresAt ?? '') - Date.parse(message.createdAt);
    expect(lifetime).toBe(5_000);

    const gone = await live.next('message.deleted');
    expect(gone).toMatchObject({ messageId: message.id, seq: message.seq, for: 'everyone', expired: true });
    expect(Date.parse(gone.deletedAt)).toBeGreaterThanOrEqual(Date.parse(message.expiresAt ?? ''));

    const after = await history(bob, chat.id);
    expect(after.map(({ content }) => content.type === 'system' && content.event)).toEqual([
      'chat.created',
      'chat.disappearing',
      'message.expired',
    ]);
    const missed = await bob.get<Sync>(`/sync?cursor=${encodeURIComponent(cursor)}`);
    expect(JSON.stringify(missed)).not.toContain('vanishing');
    expect(missed.changes).toMatchObject([{ type: 'message.deleted', seq: message.seq }]);
    expect((await bob.get<Page<unknown>>('/search/messages?q=vanishing')).items).toEqual([]);
    expect((await ann.say(chat.id, 'next')).seq).toBe(message.seq + 1);
    live.close();
  });

  test('are for either of two people to set, and for nobody else', async () => {
    const stranger = await newPerson(server);
    const chat = await ann.directWith(bob);
    expect((await bob.patch<Chat>(`/chats/${chat.id}`, { disappearAfter: 3_600 })).disappearAfter).toBe(3_600);
    expect((await ann.patch<Chat>(`/chats/${chat.id}`, { disappearAfter: null })).disappearAfter).toBeUndefined();
    expect((await history(bob, chat.id)).map(({ content }) => content)).toEqual([
      { type: 'system', event: 'chat.disappearing', by: bob.id, disappearAfter: 3_600 },
      { type: 'system', event: 'chat.disappearing', by: ann.id, disappearAfter: 0 },
    ]);
    expect(await stranger.refused('PATCH', `/chats/${chat.id}`, { disappearAfter: 60 })).toBe('404 chat.not_found');
    expect(await ann.refused('PATCH', `/chats/${chat.id}`, { title: 'x', disappearAfter: 60 })).toBe('409 chat.not_a_group');
    const group = await ann.groupWith('Closed', bob);
    await ann.patch(`/chats/${group.id}`, { permissions: { edit: 'admins' } });
    expect(await bob.refused('PATCH', `/chats/${group.id}`, { disappearAfter: 60 })).toBe('403 chat.forbidden');
    for (const disappearAfter of [0, 4, 1.5, 366 * 86_400])
      expect(await ann.refused('PATCH', `/chats/${group.id}`, { disappearAfter })).toBe('400 request.invalid');
  });
});

describe('scheduled messages (C5)', () => {
  test('are sent at their time, once, and the list of every device follows', async () => {
    const chat = await ann.groupWith('Later', bob);
    const [live, own] = await Promise.all([bob.connect(), ann.connect()]);
    const body = { chatId: chat.id, clientMsgId: Bun.randomUUIDv7(), content: text('on time'), sendAt: later(2_500) };
    const first = await ann.call<ScheduledMessage>('POST', '/messages', body);
    const again = await ann.call<ScheduledMessage>('POST', '/messages', body);
    expect([first.status, again.status, again.body.id]).toEqual([202, 202, first.body.id]);
    expect(await own.next('scheduled.updated')).toMatchObject({ chatId: chat.id });
    expect((await scheduledOf(ann, chat.id)).map(({ id }) => id)).toEqual([first.body.id]);
    expect(await scheduledOf(bob, chat.id)).toEqual([]);

    const { message } = await live.next('message.new');
    expect(message).toMatchObject({ content: text('on time'), senderId: ann.id, clientMsgId: body.clientMsgId });
    // Clocks of the database and of a service may differ by a second.
    expect(Date.parse(message.createdAt) - Date.parse(body.sendAt)).toBeGreaterThan(-1_500);
    await eventually(async () => (await scheduledOf(ann, chat.id)).length === 0 || undefined);
    expect((await history(bob, chat.id)).filter(({ content }) => content.type === 'text')).toHaveLength(1);
    live.close();
    own.close();
  });

  test('may be changed, sent at once and taken back by their owner alone', async () => {
    const chat = await ann.directWith(bob);
    const schedule = (words: string) =>
      ann.post<ScheduledMessage>('/messages', {
        ...{ chatId: chat.id, clientMsgId: Bun.randomUUIDv7(), content: text(words), sendAt: later(3_600_000) },
      });
    const [one, two] = [await schedule('one'), await schedule('two')];
    for (const [method, path, body] of [
      ['PATCH', `/scheduled-messages/${one.id}`, { sendAt: later(1_000) }],
      ['DELETE', `/scheduled-messages/${one.id}`, undefined],
      ['POST', `/scheduled-messages/${one.id}/send`, undefined],
    ] as const)
      expect(await bob.refused(method, path, body)).toBe('404 message.scheduled_not_found');
    const changed = await ann.patch<ScheduledMessage>(`/scheduled-messages/${one.id}`, { content: text('other') });
    expect(changed).toMatchObject({ content: text('other'), sendAt: one.sendAt, status: 'scheduled' });
    expect(await ann.post<Message>(`/scheduled-messages/${one.id}/send`)).toMatchObject({ content: text('other') });
    await ann.delete(`/scheduled-messages/${two.id}`);
    expect(await scheduledOf(ann, chat.id)).toEqual([]);
    expect(await ann.refused('DELETE', `/scheduled-messages/${two.id}`)).toBe('404 message.scheduled_not_found');
  });

  test('that may not be sent when their time has come stay, with the reason', async () => {
    const chat = await ann.groupWith('Barred', bob);
    const body = { chatId: chat.id, clientMsgId: Bun.randomUUIDv7(), content: text('never'), sendAt: later(1_500) };
    await bob.post<ScheduledMessage>('/messages', body);
    await ann.delete(`/chats/${chat.id}/members/${bob.id}`);
    const failed = await eventually(async () => (await scheduledOf(bob, chat.id)).find(({ status }) => status === 'failed'));
    expect(failed.errorCode).toBe('chat.not_a_member');
    expect((await history(ann, chat.id)).some(({ content }) => content.type === 'text')).toBe(false);
  });

  test('have a time in the future, no more than a year away', async () => {
    const chat = await ann.directWith(bob);
    for (const sendAt of [later(-1_000), later(400 * 86_400_000), 'tomorrow'])
      expect(
        await ann.refused('POST', '/messages', { chatId: chat.id, clientMsgId: Bun.randomUUIDv7(), content: text('x'), sendAt }),
      ).toBe('400 request.invalid');
  });
});
