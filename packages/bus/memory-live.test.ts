import { expect, test } from 'bun:test';
import { liveConformance } from './live.conformance.ts';
import { memoryLive } from './memory-live.ts';

liveConformance('memory', async () => {
  const bus = memoryLive((error) => {
    throw error;
  });
  return { here: bus, there: bus, settle: async () => undefined, close: async () => undefined };
});

test('a handler that throws is reported and harms nobody else', () => {
  const reported: unknown[] = [];
  const bus = memoryLive((error, subject) => reported.push([subject, error]));
  const fault = new Error('broken');
  const seen: unknown[] = [];
  bus.subscribe('s', () => {
    throw fault;
  });
  bus.subscribe('s', (message) => seen.push(message));
  bus.publish('s', { kind: 'chat.changed', chatId: 'a' });
  bus.publish('s', { kind: 'chat.changed', chatId: 'b' });
  expect(reported).toEqual([
    ['s', fault],
    ['s', fault],
  ]);
  expect(seen).toHaveLength(2);
});
