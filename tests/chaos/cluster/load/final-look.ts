import type { Message } from '@parley/protocol/message';
import { request, wholeHistory } from '@parley/testkit/rest';
import { messageName, type RunTag } from '../history/message-name.ts';
import type { Ledger } from './ledger.ts';
import type { Population } from './people.ts';

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
  for (const { number, token, chats } of people) {
    for (const { chat, id } of chats) {
      const all = members.get(chat) ?? [];
      if (chat !== leaving.chat && number !== all[0] && number !== all.at(-1)) continue;
      const messages = await historyAs(url, id, token);
      const items = messages.map((message) => [message.seq, messageName(tag, message.clientMsgId), message.id] as const);
      ledger.write({ k: 'final', at: Date.now(), chat, person: number, items });
      stored[id] = Math.max(stored[id] ?? 0, items.length);
    }
  }
  return stored;
}

/** Empty for somebody who may not see the chat any more. */
async function historyAs(url: string, chatId: string, token: string): Promise<Message[]> {
  const { status } = await request(url, 'GET', `/chats/${chatId}/messages?limit=1`, { token });
  return status === 404 || status === 403 ? [] : wholeHistory(url, chatId, token);
}
