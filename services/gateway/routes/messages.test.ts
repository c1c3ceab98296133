import { beforeEach, describe, expect, test } from 'bun:test';
import { type Message, messageSchema } from '@parley/protocol/message';
import type { Problem } from '@parley/protocol/problem';
import { ALICE, BOB, CHAT, createGatewayBed, type GatewayBed, MESSAGE } from '../testing/gateway-bed.ts';
import { AT, sampleMessage } from '../testing/samples.ts';

const CLIENT_MSG = '0198c0de-0000-7000-8000-0000000000e1';
const draft = { chatId: CHAT, clientMsgId: CLIENT_MSG, content: { type: 'text', text: 'hi' } };
const accepted = { messageId: MESSAGE, seq: 9, createdAt: AT, duplicate: false };
const refused = (errorCode: string, errorMessage = '') => ({ seq: 0, createdAt: 0, duplicate: false, errorCode, errorMessage });

let bed: GatewayBed;
let token: string;
beforeEach(async () => {
  bed = await createGatewayBed();
  token = await bed.token();
});

const post = <T>(path: string, body: unknown) => bed.request<T>('POST', `/api/v1${path}`, { token, body });

describe('POST /messages', () => {
  test('sends in the name of the caller and answers with the message', async () => {
    bed.answer('message', 'send', async () => ({ results: [accepted] }));
    const entities = [{ type: 'mention', offset: 0, length: 2, userId: BOB.toUpperCase() }];
    const { status, body } = await post<Message>('/messages', {
      ...draft,
      senderId: BOB,
      content: { ...draft.content, entities },
    });
    expect(status).toBe(201);
    expect(messageSchema.parse(body)).toMatchObject({
      id: MESSAGE,
      seq: 9,
      senderId: ALICE,
      mentions: [BOB],
      status: 'sent',
      createdAt: '2026-03-01T12:00:00.000Z',
    });
    expect(bed.called[0]?.call.caller).toEqual({ kind: 'service', name: 'gateway' });
    expect(bed.called[0]?.request).toEqual({
      drafts: [
        {
          senderId: ALICE,
          chatId: CHAT,
          clientMsgId: CLIENT_MSG,
          content: JSON.stringify({
            type: 'text',
            text: 'hi',
            entities: [{ type: 'mention', offset: 0, length: 2, userId: BOB }],
          }),
          mentions: [BOB],
        },
      ],
    });
  });

  test('answers a repeat with the first message', async () => {
    bed.answer('message', 'send', async () => ({ results: [{ ...accepted, duplicate: true }] }));
    bed.answer('message', 'getMessage', async () => sampleMessage({ status: 'read' }));
    const { status, body } = await post<Message>('/messages', draft);
    expect([status, body.id, body.status]).toEqual([200, MESSAGE, 'read']);
  });

  test('passes a refusal on', async () => {
    bed.answer('message', 'send', async () => ({ results: [refused('message.client_id_conflict')] }));
    expect(await post<Problem>('/messages', draft)).toMatchObject({ status: 409, body: { code: 'message.client_id_conflict' } });
    bed.answer('message', 'send', async () => ({ results: [refused('chat.blocked', 'They blocked you.')] }));
    expect(await post<Problem>('/messages', draft)).toMatchObject({
      status: 403,
      body: { code: 'chat.blocked', detail: 'They blocked you.' },
    });
  });

  test.each([
    ['content.text', 'message.too_long', 413, { type: 'text', text: 'x'.repeat(16_385) }],
    ['content.type', 'message.content_invalid', 400, { type: 'system', event: 'group.title' }],
    ['content.text', 'message.content_invalid', 400, { type: 'text', text: 'a\0' }],
  ])('refuses a wrong %s by %s', async (path, code, status, content) => {
    const answer = await post<Problem>('/messages', { ...draft, content });
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.path]).toEqual([status, code, path]);
    expect(bed.called).toBeEmpty();
  });

  test('refuses content that no live frame could carry', async () => {
    // Each escape takes six bytes in JSON, so the text is within its limit and the content is not.
    const answer = await post<Problem>('/messages', { ...draft, content: { type: 'text', text: '\u0001'.repeat(16_000) } });
    expect([answer.status, answer.body.code]).toEqual([413, 'message.too_long']);
  });
});

describe('POST /messages/read', () => {
  test('marks each chat up to the furthest of the messages', async () => {
    const at = (messageId: string, chatId: string, seq: number) => ({ messageId, chatId, seq });
    bed.answer('message', 'locate', async () => ({ locations: [at('1', CHAT, 4), at('2', BOB, 1), at('3', CHAT, 2)] }));
    bed.answer('message', 'markRead', async () => ({}));
    expect((await post('/messages/read', { messageIds: [MESSAGE, BOB, CHAT] })).status).toBe(204);
    expect(bed.called[1]?.request).toEqual({
      marks: [
        { userId: ALICE, chatId: CHAT, upToSeq: 4 },
        { userId: ALICE, chatId: BOB, upToSeq: 1 },
      ],
    });
  });

  test('takes a chat and a seq as well, and nothing in between', async () => {
    bed.answer('message', 'markDelivered', async () => ({}));
    expect((await post('/messages/delivered', { chatId: CHAT, upToSeq: 3 })).status).toBe(204);
    expect(bed.called[0]?.request).toEqual({ marks: [{ userId: ALICE, chatId: CHAT, upToSeq: 3 }] });
    expect((await post('/messages/delivered', { chatId: CHAT })).status).toBe(400);
  });
});

test('reactions take the emoji from the path', async () => {
  bed.answer('message', 'react', async () => ({}));
  const path = `/api/v1/messages/${MESSAGE}/reactions/${encodeURIComponent('👩🏽‍🚀')}`;
  expect((await bed.request('PUT', path, { token })).status).toBe(204);
  expect((await bed.request('DELETE', path, { token })).status).toBe(204);
  expect(bed.called.map((call) => call.request)).toEqual([
    { messageId: MESSAGE, emoji: '👩🏽‍🚀', remove: false },
    { messageId: MESSAGE, emoji: '👩🏽‍🚀', remove: true },
  ]);
});

test('history takes one place to start from, not two', async () => {
  bed.answer('message', 'history', async () => ({ messages: [sampleMessage()], hasMoreBefore: true, hasMoreAfter: false }));
  const { body } = await bed.request('GET', `/api/v1/chats/${CHAT}/messages?before=10`, { token });
  expect(body).toMatchObject({ items: [{ id: MESSAGE }], hasMoreBefore: true, hasMoreAfter: false });
  expect(bed.called[0]?.request).toEqual({ chatId: CHAT, before: 10, limit: 50 });
  for (const query of ['before=1&after=2', 'limit=0', 'limit=201', 'before=x', 'around=-1']) {
    expect((await bed.request('GET', `/api/v1/chats/${CHAT}/messages?${query}`, { token })).status).toBe(400);
  }
});
