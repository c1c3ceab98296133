import type { Chat } from '@parley/protocol/chat';
import type { Session } from '@parley/protocol/session';
import { api, signUp } from '@parley/testkit/rest';
import type { Ledger } from './ledger.ts';
import type { ChatName } from './socket-device.ts';

export interface Person {
  readonly number: number;
  readonly phone: string;
  readonly token: string;
  readonly userId: string;
  readonly chats: readonly ChatName[];
}

export interface Population {
  /** Those who stay, then those who will be taken out of `leaving`. */
  readonly people: readonly Person[];
  readonly leaving: ChatName;
}

/** Members of a small group. */
const GROUP = 4;

/**
 * Signs people up and gives each a direct chat with a neighbour and a group of four; one more group, owned by the first, has everyone who
 * will leave, and half a dozen who stay. The first phone number decides all others, so two runs on one server need two.
 */
export async function makePopulation(
  url: string,
  counts: { readonly people: number; readonly leavers: number },
  firstPhone: number,
  ledger: Ledger,
): Promise<Population> {
  const all = counts.people + counts.leavers;
  const phones = Array.from({ length: all }, (_, n) => `+49176${firstPhone + n}`);
  const sessions: Session[] = [];
  for (const phone of phones) sessions.push(await signUp(url, phone));
  const chats: ChatName[][] = phones.map(() => []);
  let chatCount = 0;

  async function makeChat(members: readonly number[], body: (ids: string[]) => unknown): Promise<ChatName> {
    const [owner = 0, ...others] = members;
    const ids = others.map((person) => sessions[person]?.user.id ?? '');
    const { id } = await api<Chat>(url, 'POST', '/chats', sessions[owner]?.accessToken, body(ids));
    const chat = { chat: chatCount++, id };
    ledger.write({ k: 'chat', at: Date.now(), ...chat, members });
    for (const member of members) chats[member]?.push(chat);
    return chat;
  }

  for (let first = 0; first < counts.people; first += 2)
    await makeChat([first, first + 1], ([userId]) => ({ type: 'direct', userId }));
  for (let first = 0; first < counts.people; first += GROUP) {
    const members = Array.from({ length: GROUP }, (_, n) => first + n);
    await makeChat(members, (memberIds) => ({ type: 'group', title: `Group ${first / GROUP}`, memberIds }));
  }
  const stay = Array.from({ length: Math.min(6, counts.people) }, (_, n) => n);
  const leavers = Array.from({ length: counts.leavers }, (_, n) => counts.people + n);
  const leaving = await makeChat([...stay, ...leavers], (memberIds) => ({ type: 'group', title: 'Coming and going', memberIds }));

  return {
    leaving,
    people: sessions.map(({ accessToken, user }, number) => ({
      number,
      phone: phones[number] ?? '',
      token: accessToken,
      userId: user.id,
      chats: chats[number] ?? [],
    })),
  };
}
