import type { User } from '@parley/protocol/user';
import { useParley } from './parley-context.ts';
import { useView } from './use-view.ts';

/** The person who is signed in. Only for screens behind the gate. */
export function useMe(): User {
  const auth = useView(useParley().views.auth());
  if (auth.state !== 'signed-in') throw new Error('useMe while signed out');
  return auth.session.user;
}
