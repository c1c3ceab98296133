import { api, signUp as signUpByCode } from '@parley/testkit/rest';

/** A person that a scenario plays, signed up over the public API. */
export interface Account {
  readonly userId: string;
  readonly accessToken: string;
}

/** Sign-ups that are under way at once. */
const CONCURRENCY = 32;

/** Signs up `count` people by one-time code; the server must run with the `echo` sender and without rate limits. */
export async function signUp(baseUrl: string, count: number): Promise<Account[]> {
  const accounts: Account[] = [];
  // Random, so that a scenario can be repeated on the same data; +49 176 is a mobile range.
  const first = 10_000_000 + Math.floor(Math.random() * 80_000_000);
  let next = 0;
  async function worker(): Promise<void> {
    while (next < count) {
      const index = next++;
      accounts[index] = await signUpOne(baseUrl, `+49176${first + index}`);
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return accounts;
}

async function signUpOne(baseUrl: string, phone: string): Promise<Account> {
  const { accessToken, user } = await signUpByCode(baseUrl, phone);
  return { userId: user.id, accessToken };
}

/** Creates the direct chat of each pair of neighbours: 0 with 1, 2 with 3 … Answers the chat of every account. */
export async function pairUp(baseUrl: string, accounts: readonly Account[]): Promise<string[]> {
  const chats: string[] = new Array(accounts.length).fill('');
  let next = 0;
  async function worker(): Promise<void> {
    while (next + 1 < accounts.length) {
      const index = next;
      next += 2;
      const [one, other] = [accounts[index], accounts[index + 1]];
      if (one === undefined || other === undefined) return;
      const chat = await api<{ id: string }>(baseUrl, 'POST', '/chats', one.accessToken, {
        type: 'direct',
        userId: other.userId,
      });
      chats[index] = chat.id;
      chats[index + 1] = chat.id;
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return chats;
}

/** Creates a group of all accounts, owned by the first. */
export async function gather(baseUrl: string, accounts: readonly Account[]): Promise<string> {
  const [owner, ...members] = accounts;
  if (owner === undefined) throw new Error('a group needs an owner');
  const chat = await api<{ id: string }>(baseUrl, 'POST', '/chats', owner.accessToken, {
    type: 'group',
    title: 'Everyone',
    memberIds: members.slice(0, 200).map((member) => member.userId),
  });
  for (let from = 200; from < members.length; from += 200) {
    const userIds = members.slice(from, from + 200).map((member) => member.userId);
    await api(baseUrl, 'POST', `/chats/${chat.id}/members`, owner.accessToken, { userIds });
  }
  return chat.id;
}
