import { systemIds } from '@parley/kernel/ids';
import { fail } from '@parley/protocol/errors';
import type { AuthContext } from '../context.ts';

/** The user service as far as auth calls it: who exists, in memory. */
export interface FakeUsers {
  readonly client: AuthContext['user'];
  /** Username in lower case, or phone → id. */
  readonly people: Map<string, string>;
  /** What the next calls meet: nothing, no connection, or a connection that breaks after the work was done. */
  trouble: 'none' | 'away' | 'answer_lost';
}

export function fakeUsers(): FakeUsers {
  const people = new Map<string, string>();
  const users: FakeUsers = {
    people,
    trouble: 'none',
    client: {
      async createUser({ userId, username }) {
        if (users.trouble === 'away') throw fail('internal.unavailable');
        if (username === undefined || userId === undefined) throw new Error('auth names both');
        if (people.has(username.toLowerCase())) throw fail('user.username_taken');
        people.set(username.toLowerCase(), userId);
        if (users.trouble === 'answer_lost') throw fail('internal.unavailable');
        return { userId };
      },
      async ensureUserByPhone({ phone }) {
        if (users.trouble === 'away') throw fail('internal.unavailable');
        const known = people.get(phone);
        const userId = known ?? systemIds.uuid();
        people.set(phone, userId);
        return { userId, created: known === undefined };
      },
      async findByLogin({ login }) {
        return { userId: people.get(login.toLowerCase()) ?? '' };
      },
    },
  };
  return users;
}
