import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Chat } from '@parley/protocol/chat';
import type { EditRecord, History, Message } from '@parley/protocol/message';
import { wholeHistory } from '@parley/testkit/rest';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let bob: Person;
let chat: Chat;
beforeAll(async () => {
  server = await startServer();
  [ann, bob] = await Promise.all([newPerson(server, 'Ann'), newPerson(server, 'Bob')]);
  chat = await ann.directWith(bob);
});
afterAll(() => server.stop());

const uuid = () => Bun.randomUUIDv7();
const text = (words: string) => ({ type: 'text', text: words });
const read = (person: Person, message: Message) => person.get<Message>(`/messages/${message.id}`);

describe('sending', () => {
  test('answers 201, and 200 with the same message on a repeat', async () => {
    const body = { chatId: chat.id, clientMsgId: uuid(), content: text('once') };
    const first = await ann.call<Message>('POST', '/messages', body);
    const second = await ann.call<Message>('POST', '/messages', body);
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.body).toEqual(first.body);
    expect(await read(ann, first.body)).toEqual(first.body);
    expect(first.body).toMatchObject({ senderId: ann.id, status: 'sent', content: text('once') });
  });

  test('with a clientMsgId that made another message is a conflict; for another person or chat it is free', async () => {
    const clientMsgId = uuid();
    const send = (person: Person, chatId: string, words: string) =>
      person.call<Message & { code: string }>('POST', '/messages', { chatId, clientMsgId, content: text(words) });
    expect((await send(ann, chat.id, 'one')).status).toBe(201);
    const conflict = await send(ann, chat.id, 'two');
    expect([conflict.status, conflict.body.code]).toEqual([409, 'message.client_id_conflict']);
    expect((await send(bob, chat.id, 'two')).status).toBe(201);
    const own = await ann.post<Chat>('/chats', { type: 'self' });
    expect((await send(ann, own.id, 'two')).status).toBe(201);
  });

  test('gives the first message, as it is now, when it is repeated after an edit', async () => {
    const body = { chatId: chat.id, clientMsgId: uuid(), content: text('as it was') };
    const { id } = await ann.post<Message>('/messages', body);
    await ann.patch(`/messages/${id}`, { content: text('as it is') });
    const again = await ann.call<Message>('POST', '/messages', body);
    expect([again.status, again.body.id]).toEqual([200, id]);
  });

  test('the same clientMsgId from fifty connections at once makes one message', async () => {
    // A session has eight connections at the most.
    const devices: Person[] = [];
    for (let n = 0; n < 7; n++) devices.push(await ann.onAnotherDevice());
    const sockets = await Promise.all(Array.from({ length: 50 }, (_, n) => (devices[n % 7] as Person).connect()));
    const group = await ann.groupWith('Fifty');
    const frame = { type: 'message.send', chatId: group.id, clientMsgId: uuid(), content: text('one of fifty') };
    const answers = await Promise.all(sockets.map((socket) => socket.ask(frame)));
    expect(
      new Set(
        answers.map((answer) =>
          answer.type === 'message.sent' ? `${answer.messageId} ${answer.seq} ${answer.createdAt}` : answer.type,
        ),
      ).size,
    ).toBe(1);
    const { items } = await ann.get<History>(`/chats/${group.id}/messages`);
    expect(items.filter(({ clientMsgId }) => clientMsgId === frame.clientMsgId)).toHaveLength(1);
    for (const socket of sockets) socket.close();
  });

  test('many at once, by REST and live, are numbered without gaps, and each sender’s in their order', async () => {
    const group = await ann.groupWith('Order', bob);
    const [a, b] = [await ann.connect(), await bob.connect()];
    const sent: string[][] = [[], []];
    const answers = [];
    for (let n = 0; n < 60; n++) {
      for (const [index, socket] of [a, b].entries()) {
        const clientMsgId = uuid();
        sent[index]?.push(clientMsgId);
        answers.push(socket.ask({ type: 'message.send', chatId: group.id, clientMsgId, content: text(`${n}`) }));
      }
      if (n % 10 === 0) answers.push(bob.say(group.id, `rest ${n}`));
    }
    await Promise.all(answers);
    const history = await wholeHistory(server.url, group.id, ann.token);
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
    for (const own of sent) expect(history.map(({ clientMsgId }) => clientMsgId).filter((id) => own.includes(id))).toEqual(own);
    expect(await wholeHistory(server.url, group.id, bob.token).then((items) => items.map(({ id }) => id))).toEqual(
      history.map(({ id }) => id),
    );
    expect(history.map(({ createdAt }) => createdAt)).toEqual(history.map(({ createdAt }) => createdAt).toSorted());
    a.close();
    b.close();
  });

  test('takes 16 KiB of text, as UTF-8, and nothing longer', async () => {
    const send = (words: string) =>
      ann.call<Message & { code: string }>('POST', '/messages', { chatId: chat.id, clientMsgId: uuid(), content: text(words) });
    const most = 'ü'.repeat(8 * 1024);
    const kept = await send(most);
    expect([kept.status, (await read(bob, kept.body)).content]).toEqual([201, text(most) as never]);
    const tooLong = await send(`${most}x`);
    expect([tooLong.status, tooLong.body.code]).toEqual([413, 'message.too_long']);
    expect((await send('')).status).toBe(400);
  });

  test('keeps any text as it was written', async () => {
    for (const words of [
      '  spaces  ',
      'a\n\tb',
      '👩‍👩‍👧‍👦🏳️‍🌈',
      'مرحبا',
      '\u202Eright to left',
      "'; DROP TABLE --",
      '<b>&amp;</b>',
      '\\u0000 {"a":1}',
      'é e\u0301',
    ]) {
      const message = await ann.say(chat.id, words);
      expect((await read(bob, message)).content).toEqual({ type: 'text', text: words });
    }
  });

  test('takes the other kinds of content', async () => {
    const contents = [
      { type: 'location', latitude: 52.5, longitude: 13.4, name: 'Berlin' },
      { type: 'contact', name: 'Cid', phones: ['+49170'] },
      {
        type: 'text',
        text: 'bold link',
        entities: [
          { type: 'bold', offset: 0, length: 4 },
          { type: 'link', offset: 5, length: 4, url: 'https://example.org' },
        ],
      },
    ];
    for (const content of contents) {
      const message = await ann.post<Message>('/messages', { chatId: chat.id, clientMsgId: uuid(), content });
      expect((await read(bob, message)).content).toEqual(content as Message['content']);
    }
  });

  test('can answer a message, with a quote of it, and name people', async () => {
    const question = await ann.say(chat.id, 'How are you?');
    const content = { ...text('Fine, @Ann'), entities: [{ type: 'mention', offset: 6, length: 4, userId: ann.id }] };
    const answer = await bob.post<Message>('/messages', {
      chatId: chat.id,
      clientMsgId: uuid(),
      content,
      replyToId: question.id,
    });
    expect(answer).toMatchObject({
      replyTo: { id: question.id, seq: question.seq, senderId: ann.id, preview: 'How are you?' },
      mentions: [ann.id],
    });
    expect(await read(ann, answer)).toMatchObject({ replyTo: answer.replyTo as object, mentions: [ann.id] });
    const refused = { chatId: chat.id, clientMsgId: uuid(), content: text('to nothing'), replyToId: uuid() };
    expect(await ann.refused('POST', '/messages', refused)).toBe('404 message.reply_not_found');
    const own = await ann.post<Chat>('/chats', { type: 'self' });
    expect(await ann.refused('POST', '/messages', { ...refused, chatId: own.id, replyToId: question.id })).toBe(
      '404 message.reply_not_found',
    );
  });
});

describe('editing', () => {
  test('changes the text for everyone, and keeps what it was', async () => {
    const message = await ann.say(chat.id, 'first');
    for (const words of ['second', 'third']) await ann.patch(`/messages/${message.id}`, { content: text(words) });
    const edited = await read(bob, message);
    expect(edited).toMatchObject({ content: text('third'), seq: message.seq, createdAt: message.createdAt });
    expect(edited.editedAt).toBeString();
    const { items } = await bob.get<{ items: EditRecord[] }>(`/messages/${message.id}/history`);
    expect(items.map(({ content }) => content).map((content) => (content.type === 'text' ? content.text : ''))).toEqual([
      'first',
      'second',
    ]);
  });

  test('is for the sender, of text, and not of what was deleted', async () => {
    const message = await ann.say(chat.id, 'mine');
    const path = `/messages/${message.id}`;
    expect(await bob.refused('PATCH', path, { content: text('ours') })).toBe('403 message.forbidden');
    expect(await ann.refused('PATCH', path, { content: { type: 'location', latitude: 1, longitude: 1 } })).toBe(
      '409 message.not_editable',
    );
    expect(await ann.refused('PATCH', path, { content: text('x'.repeat(16 * 1024 + 1)) })).toBe('413 message.too_long');
    await ann.delete(`${path}?for=everyone`);
    expect(await ann.refused('PATCH', path, { content: text('again') })).toBe('409 message.not_editable');
    const group = await ann.groupWith('System');
    const [first] = (await ann.get<History>(`/chats/${group.id}/messages`)).items;
    expect(await ann.refused('PATCH', `/messages/${first?.id}`, { content: text('it was not so') })).toMatch(
      /^(409 message\.not_editable|403 message\.forbidden)$/,
    );
  });

  test('names those who are named now', async () => {
    const message = await ann.say(chat.id, 'nobody');
    const content = { ...text('@Bob'), entities: [{ type: 'mention', offset: 0, length: 4, userId: bob.id }] };
    expect((await ann.patch<Message>(`/messages/${message.id}`, { content })).mentions).toEqual([bob.id]);
    await ann.patch(`/messages/${message.id}`, { content: text('nobody again') });
    expect((await read(bob, message)).mentions ?? []).toEqual([]);
  });
});

describe('deleting', () => {
  test('for oneself hides a message from oneself alone', async () => {
    const message = await ann.say(chat.id, 'you keep it');
    await bob.delete(`/messages/${message.id}?for=me`);
    expect(await bob.refused('GET', `/messages/${message.id}`)).toBe('404 message.not_found');
    expect((await bob.get<History>(`/chats/${chat.id}/messages`)).items.map(({ id }) => id)).not.toContain(message.id);
    expect((await read(ann, message)).content).toEqual({ type: 'text', text: 'you keep it' });
    // The chat's last message is the one that can be seen.
    expect((await bob.get<Chat>(`/chats/${chat.id}`)).lastMessage?.id).not.toBe(message.id);
  });

  test('for everyone leaves a trace, and nothing of what it said', async () => {
    const message = await ann.say(chat.id, 'unsaid');
    const answer = await bob.post<Message>('/messages', {
      chatId: chat.id,
      clientMsgId: uuid(),
      content: text('what?'),
      replyToId: message.id,
    });
    await bob.put(`/messages/${message.id}/reactions/%F0%9F%91%8D`);
    await ann.patch(`/messages/${message.id}`, { content: text('unsaid, edited') });
    await ann.delete(`/messages/${message.id}?for=everyone`);
    await ann.delete(`/messages/${message.id}?for=everyone`);
    for (const person of [ann, bob]) {
      const trace = await read(person, message);
      expect(trace).toMatchObject({ seq: message.seq, content: { type: 'system', event: 'message.deleted' } });
      expect([trace.deletedAt === undefined, trace.reactions ?? []]).toEqual([false, []]);
      expect(JSON.stringify(await person.call('GET', `/messages/${message.id}/history`))).not.toContain('unsaid');
      expect(
        JSON.stringify(await person.get(`/chats/${chat.id}/messages?around=${message.seq}&limit=5`)).includes('unsaid'),
      ).toBe(false);
    }
    expect((await read(bob, answer)).replyTo?.preview ?? '').not.toContain('unsaid');
  });

  test('for everyone is for the sender', async () => {
    const message = await ann.say(chat.id, 'stays');
    expect(await bob.refused('DELETE', `/messages/${message.id}?for=everyone`)).toBe('403 message.forbidden');
    expect(await bob.refused('DELETE', `/messages/${message.id}?for=nobody`)).toBe('400 request.invalid');
  });
});

describe('reactions', () => {
  const react = (person: Person, method: 'PUT' | 'DELETE', message: Message, emoji: string) =>
    person.call(method, `/messages/${message.id}/reactions/${encodeURIComponent(emoji)}`);

  test('are counted, once a person, and taken back', async () => {
    const message = await ann.say(chat.id, 'nice');
    for (const person of [ann, bob, bob]) expect((await react(person, 'PUT', message, '👍')).status).toBe(204);
    await react(bob, 'PUT', message, '👩🏽‍🚀');
    expect((await read(bob, message)).reactions?.toSorted((a, b) => b.count - a.count)).toEqual([
      { emoji: '👍', count: 2, mine: true },
      { emoji: '👩🏽‍🚀', count: 1, mine: true },
    ]);
    expect((await read(ann, message)).reactions?.find(({ emoji }) => emoji === '👩🏽‍🚀')?.mine).toBe(false);
    for (let n = 0; n < 2; n++) expect((await react(bob, 'DELETE', message, '👍')).status).toBe(204);
    expect((await read(bob, message)).reactions?.find(({ emoji }) => emoji === '👍')).toEqual({
      emoji: '👍',
      count: 1,
      mine: false,
    });
  });

  test('are emoji', async () => {
    const message = await ann.say(chat.id, 'nice');
    for (const emoji of ['lol', '<b>', '👍👍👍👍', ' '])
      expect([emoji, (await react(bob, 'PUT', message, emoji)).status]).toEqual([emoji, 400]);
  });

  test('of many at once are all counted', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => newPerson(server)));
    const group = await ann.groupWith('Crowd', ...people);
    const message = await ann.say(group.id, 'react!');
    await Promise.all(people.map((person) => react(person, 'PUT', message, '🎉')));
    expect((await read(ann, message)).reactions).toEqual([{ emoji: '🎉', count: 10, mine: false }]);
  });
});

describe('stars and pins', () => {
  test('a star is one’s own, a pin is everybody’s', async () => {
    const message = await ann.say(chat.id, 'keep this');
    await bob.put(`/messages/${message.id}/star`);
    expect((await read(bob, message)).starred).toBe(true);
    expect((await read(ann, message)).starred ?? false).toBe(false);
    await bob.put(`/chats/${chat.id}/pins/${message.id}`);
    expect((await ann.get<Chat>(`/chats/${chat.id}`)).pinnedMessageIds).toEqual([message.id]);
    await ann.delete(`/chats/${chat.id}/pins/${message.id}`);
    expect((await bob.get<Chat>(`/chats/${chat.id}`)).pinnedMessageIds).toEqual([]);
    await bob.delete(`/messages/${message.id}/star`);
    expect((await read(bob, message)).starred ?? false).toBe(false);
  });
});

describe('forwarding', () => {
  test('copies messages to chats, in order, and once for one key', async () => {
    const cid = await newPerson(server);
    const [to, also] = [await ann.directWith(cid), await ann.groupWith('Also')];
    const originals = [await bob.say(chat.id, 'news'), await bob.say(chat.id, 'more news')];
    const body = { messageIds: originals.map(({ id }) => id), chatIds: [to.id, also.id], idempotencyKey: uuid() };
    const { items } = await ann.post<{ items: Message[] }>('/messages/forward', body);
    expect(items.map(({ chatId, forwardedFrom }) => [chatId, forwardedFrom])).toEqual(
      [to.id, also.id].flatMap((id) => originals.map((original) => [id, original.id])),
    );
    expect((await ann.post<{ items: Message[] }>('/messages/forward', body)).items.map(({ id }) => id)).toEqual(
      items.map(({ id }) => id),
    );
    const received = (await cid.get<History>(`/chats/${to.id}/messages`)).items;
    expect(received.map(({ content, senderId }) => [content.type === 'text' && content.text, senderId])).toEqual([
      ['news', ann.id],
      ['more news', ann.id],
    ]);
  });

  test('sends nothing at all when one of the chats or messages is not one’s own', async () => {
    const [cid, dan] = [await newPerson(server), await newPerson(server)];
    const foreign = await cid.directWith(dan);
    const own = await ann.groupWith('Own');
    const message = await bob.say(chat.id, 'private');
    expect(await ann.refused('POST', '/messages/forward', { messageIds: [message.id], chatIds: [own.id, foreign.id] })).toBe(
      '404 chat.not_found',
    );
    expect(await ann.refused('POST', '/messages/forward', { messageIds: [message.id, uuid()], chatIds: [own.id] })).toBe(
      '404 message.not_found',
    );
    expect((await ann.get<Chat>(`/chats/${own.id}`)).lastSeq).toBe(own.lastSeq);
  });
});

describe('history', () => {
  let group: Chat;
  const page = async (query: string) => {
    const { items, hasMoreBefore, hasMoreAfter } = await ann.get<History>(`/chats/${group.id}/messages?${query}`);
    return [items.map(({ seq }) => seq), hasMoreBefore, hasMoreAfter] as const;
  };
  beforeAll(async () => {
    group = await ann.groupWith('Long');
    for (let n = 2; n <= 20; n++) await ann.say(group.id, `number ${n}`);
  });

  test('is the latest, or before, after or around a message, always ascending', async () => {
    expect(await page('limit=3')).toEqual([[18, 19, 20], true, false]);
    expect(await page('before=5&limit=3')).toEqual([[2, 3, 4], true, true]);
    expect(await page('before=4&limit=50')).toEqual([[1, 2, 3], false, true]);
    expect(await page('after=17&limit=50')).toEqual([[18, 19, 20], true, false]);
    expect(await page('after=0&limit=2')).toEqual([[1, 2], false, true]);
    expect(await page('around=10&limit=5')).toEqual([[8, 9, 10, 11, 12], true, true]);
    expect(await page('around=1&limit=4')).toEqual([[1, 2], false, true]);
    expect(await page('after=20')).toEqual([[], true, false]);
    expect(await page('after=999')).toEqual([[], true, false]);
    expect(await page('before=1')).toEqual([[], false, true]);
    expect(await page('before=999&limit=2')).toEqual([[19, 20], true, false]);
  });

  test('is the same whichever way it is walked', async () => {
    const seqs: number[] = [];
    for (let before = 1_000; ; ) {
      const [items, more] = await page(`before=${before}&limit=7`);
      seqs.unshift(...items);
      before = items[0] ?? 0;
      if (!more) break;
    }
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });
});
