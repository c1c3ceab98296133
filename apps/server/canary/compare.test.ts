import { expect, test } from 'bun:test';
import type { Message } from '@parley/protocol/message';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { differences, messagesOf } from './compare.ts';

function message(seq: number, text = `text ${seq}`): Message {
  return {
    id: `id-${seq}`,
    chatId: 'chat',
    seq,
    senderId: 'ann',
    clientMsgId: `client-${seq}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    content: { type: 'text', text },
  };
}

const three = [message(1), message(2), message(3)];
const seqs = [1, 2, 3];

test('finds nothing where all ways agree, whatever else they have', () => {
  expect(
    differences(seqs, [
      { name: 'a', messages: three },
      { name: 'b', messages: [message(0), ...three.toReversed(), message(4)] },
    ]),
  ).toEqual([]);
});

test('names the way that lacks a message, the first one too', () => {
  const whole = { name: 'whole', messages: three };
  const holed = { name: 'holed', messages: three.filter(({ seq }) => seq !== 2) };
  expect(differences(seqs, [whole, holed])).toEqual(['holed lacks message 2']);
  expect(differences(seqs, [holed, whole])).toEqual(['holed lacks message 2']);
});

test('names a message that is not the same, and what of it, without saying what is in it', () => {
  const altered = { name: 'altered', messages: [message(1), message(2, 'secret'), message(3)] };
  const [found, ...rest] = differences(seqs, [{ name: 'a', messages: three }, altered]);
  expect(rest).toEqual([]);
  expect(found).toBe('message 2 is not the same by altered as by a: content');
});

test('notices another id, author or edit', () => {
  for (const change of [{ id: 'x' }, { senderId: 'x' }, { clientMsgId: 'x' }, { editedAt: '2026-01-01T00:00:01.000Z' }]) {
    const changed = { name: 'b', messages: three.map((each) => (each.seq === 3 ? { ...each, ...change } : each)) };
    expect(differences(seqs, [{ name: 'a', messages: three }, changed])).toHaveLength(1);
  }
});

test('live frames make the chat that they tell of, edits included', () => {
  const editedAt = '2026-01-01T00:00:05.000Z';
  const content = { type: 'text', text: 'better' } as const;
  const frames: ServerFrame[] = [
    { type: 'message.new', message: message(2) },
    { type: 'message.new', message: message(1) },
    { type: 'message.new', message: { ...message(7), chatId: 'another' } },
    { type: 'message.edited', chatId: 'chat', messageId: 'id-1', seq: 1, version: 1, content, editedAt },
    { type: 'message.new', message: message(2) },
  ];
  expect(messagesOf(frames, 'chat')).toEqual([{ ...message(1), content, editedAt }, message(2)]);
});
