import type { Parley } from '@parley/client/parley';
import type { View } from '@parley/client/views/view';
import type { User } from '@parley/protocol/user';
import { useMemo } from 'react';
import { useParley } from './parley-context.ts';
import { useView } from './use-view.ts';

type Users = ReadonlyMap<string, User>;

/** The people behind some ids, as far as they are known; renders again when one of them changes. */
export function useUsers(ids: readonly string[]): Users {
  const parley = useParley();
  const key = ids.join();
  const view = useMemo(() => usersView(parley, key === '' ? [] : key.split(',')), [parley, key]);
  return useView(view);
}

function usersView(parley: Parley, ids: readonly string[]): View<Users> {
  const views = ids.map((id) => parley.views.user(id));
  let seen: readonly (User | undefined)[] = [];
  let users: Users = new Map();
  return {
    subscribe(listener) {
      const stops = views.map((view) => view.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    snapshot() {
      const now = views.map((view) => view.snapshot());
      if (now.length !== seen.length || now.some((user, index) => user !== seen[index])) {
        seen = now;
        users = new Map(now.flatMap((user) => (user ? [[user.id, user] as const] : [])));
      }
      return users;
    },
  };
}
