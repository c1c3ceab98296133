import type { ChatItem } from '@parley/client/views/chat-item';
import type { User } from '@parley/protocol/user';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useMe } from '../../app/use-me.ts';
import { mentionAt } from './mention-query.ts';

/** How many suggestions are shown. */
const most = 6;

export interface Mentions {
  /** Members who fit what is typed after an `@`. */
  readonly options: readonly User[];
  readonly active: number;
  /** Everyone who was mentioned in this text so far. */
  readonly people: readonly User[];
  choose(user: User): void;
  /** True when the key was for the suggestions. */
  onKeyDown(event: KeyboardEvent): boolean;
}

/** Suggests members of a group after an `@`. */
export function useMentions(
  chat: ChatItem,
  text: string,
  caret: number,
  replace: (text: string, caret: number) => void,
): Mentions {
  const { chats } = useParley();
  const me = useMe();
  const [members, setMembers] = useState<readonly User[]>([]);
  const [people, setPeople] = useState<readonly User[]>([]);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState(-1);
  const mention = chat.type === 'group' ? mentionAt(text, caret) : undefined;
  const wanted = mention !== undefined;

  useEffect(() => {
    if (!wanted) return;
    // Without a network there is nobody to suggest; the text can still be sent.
    chats.members(chat.id).then(
      ({ items }) => setMembers(items.map(({ user }) => user)),
      () => undefined,
    );
  }, [wanted, chats, chat.id]);

  const open = mention !== undefined && mention.start !== dismissed;
  const options = open ? fitting(members, mention.query, me.id) : [];
  const choose = (user: User) => {
    if (!mention) return;
    const before = `${text.slice(0, mention.start)}@${user.displayName} `;
    setPeople((now) => (now.some(({ id }) => id === user.id) ? now : [...now, user]));
    setActive(0);
    replace(before + text.slice(caret), before.length);
  };

  const onKeyDown = (event: KeyboardEvent): boolean => {
    const chosen = options[active % options.length];
    if (!mention || !chosen) return false;
    if (event.key === 'ArrowDown') setActive((active + 1) % options.length);
    else if (event.key === 'ArrowUp') setActive((active + options.length - 1) % options.length);
    else if (event.key === 'Enter' || event.key === 'Tab') choose(chosen);
    else if (event.key === 'Escape') setDismissed(mention.start);
    else return false;
    event.preventDefault();
    return true;
  };

  return { options, active: options.length > 0 ? active % options.length : 0, people, choose, onKeyDown };
}

function fitting(members: readonly User[], query: string, meId: string): readonly User[] {
  const start = query.toLowerCase();
  const fits = ({ id, displayName, username }: User) =>
    id !== meId &&
    (username?.startsWith(start) ||
      displayName
        .toLowerCase()
        .split(/\s+/)
        .some((word) => word.startsWith(start)));
  return members.filter(fits).slice(0, most);
}
