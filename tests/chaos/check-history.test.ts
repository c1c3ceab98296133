import { expect, test } from 'bun:test';
import type { Message } from '@parley/protocol/message';
import { faultsOf } from './check-history.ts';

function history(...clientIds: string[]): Message[] {
  return clientIds.map((clientMsgId, index) => ({
    id: `id-${clientMsgId}`,
    chatId: 'chat',
    seq: index + 1,
    senderId: 'ann',
    clientMsgId,
    createdAt: '2026-01-01T00:00:00.000Z',
    content: { type: 'text', text: 'hi' },
  }));
}

const promise = (clientMsgId: string, seq: number) => [clientMsgId, { seq, messageId: `id-${clientMsgId}` }] as const;

test('finds nothing wrong with a history that keeps what was promised', () => {
  expect(faultsOf(history('a', 'b', 'c'), new Map([promise('a', 1), promise('c', 3)]))).toEqual([]);
});

test('catches a planted loss', () => {
  expect(faultsOf(history('a'), new Map([promise('a', 1), promise('b', 2)]))).toHaveLength(1);
});

test('catches a message that is there twice', () => {
  expect(faultsOf(history('a', 'a'), new Map())).toHaveLength(1);
});

test('catches a gap in the numbers', () => {
  const [one, two] = history('a', 'b');
  if (one === undefined || two === undefined) throw new Error('two messages were made');
  expect(faultsOf([one, { ...two, seq: 3 }], new Map())).toHaveLength(1);
});

test('catches another number than was promised', () => {
  expect(faultsOf(history('a', 'b'), new Map([promise('a', 2)]))).toHaveLength(1);
});
