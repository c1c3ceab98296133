import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { loadPrivacy } from '../store/privacy.ts';

/** The caller's own privacy settings. */
export function getPrivacy({ db }: Pick<UserContext, 'db'>): Methods['getPrivacy'] {
  return {
    allow: ['user'],
    async handle(_request, call) {
      const settings = await loadPrivacy(db, callingUser(call).userId);
      if (settings === undefined) throw fail('user.not_found');
      return settings;
    },
  };
}
