import { type Gathered, truthOf } from './gathered.ts';
import type { Violation } from './violation.ts';

/** A durable consumer was handed every message of every chat at least once, and has counted each once. */
export function checkEvents(gathered: Gathered): Violation[] {
  if (gathered.run?.consumer !== true) return [];
  const truth = truthOf(gathered);
  const told = new Map<string, Uint8Array>();
  for (const [chat, { id }] of gathered.chats) told.set(id, new Uint8Array((truth.get(chat)?.items.length ?? 0) + 1));
  const violations: Violation[] = [];
  for (const { id, chats } of gathered.events) {
    for (const [chatId, after, count] of chats) {
      const numbers = told.get(chatId);
      if (numbers === undefined) continue;
      if (after + count >= numbers.length)
        violations.push({
          rule: 'event',
          detail: `event ${id} tells of ${after + count} in ${chatId}, which ends at ${numbers.length - 1}`,
        });
      numbers.fill(1, after + 1, after + count + 1);
    }
  }
  const counted = new Map(gathered.effects.map(({ chatId, count }) => [chatId, count]));
  for (const { chat, id } of gathered.chats.values()) {
    const numbers = told.get(id) ?? new Uint8Array(1);
    const missed = numbers.indexOf(0, 1);
    if (missed >= 0) violations.push({ rule: 'event', detail: `no event told of ${missed} in chat ${chat}` });
    const count = counted.get(id) ?? 0;
    if (count !== numbers.length - 1)
      violations.push({
        rule: 'event',
        detail: `the consumer counted ${count} in chat ${chat}, which has ${numbers.length - 1}`,
      });
  }
  return violations;
}
