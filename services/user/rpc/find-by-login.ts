import type { Methods, UserContext } from '../context.ts';
import { parsePhone } from '../domain/phone.ts';
import { findByPhone, findByUsername } from '../store/accounts.ts';

/** Whose username or phone (E.164, with its `+`) this is; the empty id when nobody's. A username never begins with `+`. */
export function findByLogin({ db }: Pick<UserContext, 'db'>): Methods['findByLogin'] {
  return {
    allow: ['service'],
    async handle({ login }) {
      const text = login.trim();
      if (!text.startsWith('+')) return { userId: (await findByUsername(db, text)) ?? '' };
      const phone = parsePhone(text);
      return { userId: (phone === undefined ? undefined : await findByPhone(db, phone)) ?? '' };
    },
  };
}
