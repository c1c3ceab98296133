import { seededRandom } from '@parley/testkit/seeded-ids';
import type { Person } from './people.ts';
import type { SocketDevice } from './socket-device.ts';

/** Ms between two looks at how many messages are due. */
const TICK = 5;

/** Offers messages by the clock, whatever becomes of them (open loop), of people and to chats by chance. The returned function ends it. */
export function startOffering(
  rate: number,
  seed: number,
  senders: readonly { readonly person: Person; readonly device: SocketDevice }[],
): () => void {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const start = performance.now();
  let offered = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1000) * rate);
    for (; offered < due; offered++) {
      const sender = pick(senders);
      const chat = sender === undefined ? undefined : pick(sender.person.chats);
      if (sender !== undefined && chat !== undefined) sender.device.offer(chat);
    }
  }, TICK);
  return () => clearInterval(timer);
}
