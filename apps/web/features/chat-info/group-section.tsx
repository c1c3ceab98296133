import type { ChatItem } from '@parley/client/views/chat-item';
import { UserRoundPlus } from 'lucide-react';
import { useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { RowButton } from '../../ui/row-button.tsx';
import { Section } from '../../ui/section.tsx';
import { AddMembersDialog } from './add-members-dialog.tsx';
import { mayChange } from './may-change.ts';
import { MemberRow } from './member-row.tsx';

const rank = { owner: 0, admin: 1, member: 2 } as const;

/** Who is in a group. */
export function GroupSection({ chat }: { readonly chat: ChatItem }) {
  const t = useT();
  const { chats } = useParley();
  const [adding, setAdding] = useState(false);
  const { value, error, reload } = useLoaded(`${chat.id} ${chat.memberCount}`, () => chats.members(chat.id, { limit: 200 }));
  const members = (value?.items ?? []).toSorted(
    (a, b) => rank[a.role] - rank[b.role] || a.user.displayName.localeCompare(b.user.displayName),
  );
  return (
    <Section title={t('group.members', { count: chat.memberCount })}>
      <ErrorNote text={error} />
      {mayChange(chat, 'invite') ? (
        <RowButton icon={UserRoundPlus} tone="accent" label={t('group.add')} onClick={() => setAdding(true)} />
      ) : null}
      <ul aria-label={t('group.membersList')}>
        {members.map((member) => (
          <MemberRow key={member.user.id} chat={chat} member={member} onChanged={reload} />
        ))}
      </ul>
      {adding ? (
        <AddMembersDialog
          chat={chat}
          memberIds={new Set(members.map(({ user }) => user.id))}
          onClose={() => {
            setAdding(false);
            reload();
          }}
        />
      ) : null}
    </Section>
  );
}
