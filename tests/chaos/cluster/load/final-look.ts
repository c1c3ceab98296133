import type { Message } from '@parley/protocol/message';
import { request, wholeHistory } from '@parley/testkit/rest';
import { messageName, type RunTag } from '../history/message-name.ts';
import type { Ledger } from './ledger.ts';
import type { Population } from './people.ts';

/** Histories that are fetched at the same time. */
const AT_ONCE = 8;

/**
 * Asks the API for every chat's whole history, as its first and its last member and as all who were taken out, and writes it down. Answers the
 * length of each by the chat's id.
 */
export async function lookAtEverything(
  url: string,
  { people, leaving }: Population,
  tag: RunTag,
  ledger: Ledger,
): Promise<Record<string, number>> {
  const stored: Record<string, number> = {};
  const members = new Map<number, number[]>();
  for (const { number, chats } of people) for (const { chat } of chats) members.set(chat, [...(members.get(chat) ?? []), number]);
  const looks = people.flatMap((person) =>
    person.chats
      .filter(({ chat }) => {
        const all = members.get(chat) ?? [];
        return chat === leaving.chat || person.number === all[0] || person.number === all.at(-1);
      })
      .map((chat) => ({ person, chat })),
  );
  async function lookOneByOne(): Promise<void> {
    for (let look = looks.shift(); look !== undefined; look = looks.shift()) {
      const { person, chat } = look;
      const messages = await historyAs(url, chat.id, person.token);
      const items = messages.map((message) => [message.seq, messageName(tag, message.clientMsgId), message.id] as const);
      ledger.write({ k: 'final', at: Date.now(), chat: chat.chat, person: person.number, items });
      stored[chat.id] = Math.max(stored[chat.id] ?? 0, items.length);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lookOneByOne));
  return stored;
}

/** Empty for somebody who may not see the chat any more. */
async function historyAs(url: string, chatId: string, token: string): Promise<Message[]> {
  const { status } = await request(url, 'GET', `/chats/${chatId}/messages?limit=1`, { token });
  return status === 404 || status === 403 ? [] : wholeHistory(url, chatId, token);
}
