import { numberArray, textArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { Change } from '../domain/change.ts';
import type { Chat, Member } from '../domain/chat.ts';

/** Writes a new chat with its members. */
export async function insertChat(tx: Queryable, chat: Chat): Promise<void> {
  const { permissions } = chat;
  await tx.query(
    `INSERT INTO chat.chats (id, type, title, topic, avatar_url, allow_send, allow_edit, allow_invite, version, member_count, created_at)
     VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9::float8::bigint, $10::int, $11::float8::bigint)`,
    [
      chat.id,
      chat.type,
      chat.title ?? null,
      chat.topic ?? null,
      chat.avatarUrl ?? null,
      permissions.send,
      permissions.edit,
      permissions.invite,
      chat.version,
      chat.members.length,
      chat.createdAt,
    ],
  );
  await upsertMembers(tx, chat.id, chat.members);
}

/** Writes one change of a locked chat; `after` is what `applyChange` made of it. `at`: epoch ms. */
export async function writeChange(tx: Queryable, after: Chat, change: Change, at: number): Promise<void> {
  await writeDifference(tx, after, change, at);
  await tx.query('UPDATE chat.chats SET version = $2::float8::bigint, member_count = $3::int WHERE id = $1::uuid', [
    after.id,
    after.version,
    after.members.length,
  ]);
}

async function writeDifference(tx: Queryable, after: Chat, change: Change, at: number): Promise<void> {
  switch (change.kind) {
    case 'title':
      await tx.query('UPDATE chat.chats SET title = $2 WHERE id = $1::uuid', [after.id, change.title]);
      return;
    case 'topic':
      await tx.query('UPDATE chat.chats SET topic = $2 WHERE id = $1::uuid', [after.id, change.topic ?? null]);
      return;
    case 'avatar':
      await tx.query('UPDATE chat.chats SET avatar_url = $2 WHERE id = $1::uuid', [after.id, change.avatarUrl ?? null]);
      return;
    case 'permissions': {
      const { send, edit, invite } = change.permissions;
      await tx.query('UPDATE chat.chats SET allow_send = $2, allow_edit = $3, allow_invite = $4 WHERE id = $1::uuid', [
        after.id,
        send,
        edit,
        invite,
      ]);
      return;
    }
    case 'disappearing':
      await tx.query('UPDATE chat.chats SET disappear_after = $2::int WHERE id = $1::uuid', [
        after.id,
        change.disappearAfter ?? null,
      ]);
      return;
    case 'added': {
      const added = new Set(change.userIds);
      await upsertMembers(
        tx,
        after.id,
        after.members.filter((member) => added.has(member.userId)),
      );
      return;
    }
    case 'removed':
      await tx.query(
        `UPDATE chat.members SET left_at = $3::float8::bigint, role = 'member' WHERE chat_id = $1::uuid AND user_id = $2::uuid`,
        [after.id, change.userId, at],
      );
      return;
    case 'roles':
      await writeRoles(tx, after.id, change.roles);
      return;
    case 'block':
      await tx.query('UPDATE chat.members SET blocks = $3::boolean WHERE chat_id = $1::uuid AND user_id = $2::uuid', [
        after.id,
        change.blockerId,
        change.blocked,
      ]);
  }
}

/** Demotions go first: the index that allows one owner is checked row by row. */
async function writeRoles(tx: Queryable, chatId: string, roles: readonly Pick<Member, 'userId' | 'role'>[]): Promise<void> {
  for (const { userId, role } of [...roles].sort((a, b) => Number(a.role === 'owner') - Number(b.role === 'owner'))) {
    await tx.query('UPDATE chat.members SET role = $3 WHERE chat_id = $1::uuid AND user_id = $2::uuid', [chatId, userId, role]);
  }
}

/** Somebody who comes back keeps the settings they had. */
async function upsertMembers(tx: Queryable, chatId: string, members: readonly Member[]): Promise<void> {
  await tx.query(
    `INSERT INTO chat.members (chat_id, user_id, role, joined_at)
     SELECT $1::uuid, m.user_id, m.role, m.joined_at::bigint
       FROM unnest($2::uuid[], $3::text[], $4::float8[]) AS m (user_id, role, joined_at)
     ON CONFLICT (chat_id, user_id) DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at, left_at = NULL`,
    [
      chatId,
      uuidArray(members.map((member) => member.userId)),
      textArray(members.map((member) => member.role)),
      numberArray(members.map((member) => member.joinedAt)),
    ],
  );
}
