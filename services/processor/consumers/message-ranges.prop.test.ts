import { expect, test } from 'bun:test';
import type { DomainEvent } from '@parley/bus/events';
import fc from 'fast-check';
import { batches, rangesOf } from './message-ranges.ts';

const chatId = fc.constantFrom('a', 'b', 'c');
const seq = fc.integer({ min: 1, max: 60 });
const event = (subject: string, payload: unknown): DomainEvent => ({ id: 'x', subject, key: '', at: 0, payload });
const sent = fc
  .array(fc.tuple(chatId, fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 3 })
  .map((parts) =>
    event('msg.new', {
      chatIds: parts.map(([id]) => id),
      after: parts.map(([, after]) => after),
      counts: parts.map(([, , count]) => count),
    }),
  );
const changed = fc.tuple(chatId, seq).map(([id, n]) => event('msg.edited', { chatId: id, seq: n }));

interface Payload {
  readonly chatId: string;
  readonly seq: number;
  readonly chatIds?: string[];
  readonly after?: number[];
  readonly counts?: number[];
}

/** Every message that an event tells of. */
function told(events: readonly DomainEvent[]): Set<string> {
  const messages = new Set<string>();
  for (const { subject, payload } of events) {
    const { chatId: id, seq: n, chatIds = [], after = [], counts = [] } = payload as Payload;
    if (subject !== 'msg.new') messages.add(`${id} ${n}`);
    else
      for (const [index, chat] of chatIds.entries())
        for (let next = 1; next <= (counts[index] ?? 0); next++) messages.add(`${chat} ${(after[index] ?? 0) + next}`);
  }
  return messages;
}

test('each message of the events is in exactly one batch, and no batch is larger than asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(sent, changed), { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (events, size) => {
      const seen: string[] = [];
      for (const batch of batches(rangesOf(events), size)) {
        const messages = batch.flatMap((range) =>
          Array.from({ length: range.high - range.low + 1 }, (_, n) => `${range.chatId} ${range.low + n}`),
        );
        expect(messages.length).toBeLessThanOrEqual(size);
        expect(messages.length).toBeGreaterThan(0);
        seen.push(...messages);
      }
      expect(seen.toSorted()).toEqual([...told(events)].toSorted());
    }),
  );
});
