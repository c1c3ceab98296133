import { expect, test } from 'bun:test';
import type { MessageItem } from '@parley/client/views/message-item';
import { buildRows, rowOfSeq } from './rows.ts';

const noon = new Date('2026-03-11T12:00:00').getTime();
const minute = 60_000;

const message = (seq: number, senderId: string, at: number, change: Partial<MessageItem> = {}): MessageItem => ({
  key: `m${seq}`,
  id: `m${seq}`,
  seq,
  chatId: 'c',
  clientMsgId: `m${seq}`,
  senderId,
  mine: false,
  at,
  deleted: false,
  content: { type: 'text', text: String(seq) },
  mentions: [],
  reactions: [],
  starred: false,
  syncing: false,
  ...change,
});

const shape = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) => (row.kind === 'message' ? `${row.message.key}${row.first ? '<' : ''}${row.last ? '>' : ''}` : row.kind));

test('messages of one person close together form a run', () => {
  const rows = buildRows(
    [message(1, 'a', noon), message(2, 'a', noon + minute), message(3, 'b', noon + minute), message(4, 'b', noon + 7 * minute)],
    undefined,
  );
  expect(shape(rows)).toEqual(['day', 'm1<', 'm2>', 'm3<>', 'm4<>']);
});

test('a new day has a line of its own and ends a run', () => {
  const midnight = new Date('2026-03-12T00:00:00').getTime();
  expect(shape(buildRows([message(1, 'a', midnight - 1000), message(2, 'a', midnight)], undefined))).toEqual([
    'day',
    'm1<>',
    'day',
    'm2<>',
  ]);
});

test('the unread line stands once, before the first unread message, and splits a run', () => {
  const rows = buildRows([message(1, 'a', noon), message(2, 'a', noon), message(3, 'a', noon)], 2);
  expect(shape(rows)).toEqual(['day', 'm1<>', 'unread', 'm2<', 'm3>']);
});

test('a system message stands alone; a deleted one stays a bubble', () => {
  const system = { content: { type: 'system', event: 'group.title' } } satisfies Partial<MessageItem>;
  const rows = buildRows(
    [message(1, 'a', noon), message(2, 'a', noon, system), message(3, 'a', noon, { ...system, deleted: true })],
    undefined,
  );
  expect(shape(rows)).toEqual(['day', 'm1<>', 'system', 'm3<>']);
});

test('a row is found by its seq', () => {
  const rows = buildRows([message(7, 'a', noon), message(8, 'a', noon)], undefined);
  expect(rowOfSeq(rows, 8)).toBe(2);
  expect(rowOfSeq(rows, 9)).toBe(-1);
});
