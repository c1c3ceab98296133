import type { User } from '@parley/protocol/user';
import { useMemo } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useView } from '../../app/use-view.ts';

/** The contacts of the person and those they chat with, by name; the latter also without a network. */
export function useKnownPeople(): readonly User[] {
  const parley = useParley();
  const { chats } = useView(parley.views.chatList());
  const { value: contacts } = useLoaded('contacts', () => parley.people.contacts());
  return useMemo(() => {
    const known = new Map<string, User>();
    for (const { peer } of chats) if (peer) known.set(peer.id, peer);
    for (const { user, name } of contacts ?? []) known.set(user.id, name ? { ...user, displayName: name } : user);
    return [...known.values()].sort((a, b) => a.displayName.localeCompare(b.displayName));
  }, [chats, contacts]);
}
