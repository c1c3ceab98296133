import { callingUser } from '@parley/kernel/call';
import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import { appendEvents } from '@parley/postgres/outbox';
import { fail } from '@parley/protocol/errors';
import { MAX_ENTITIES } from '@parley/protocol/limits';
import { isoTime } from '@parley/protocol/wire/iso-time';
import { omitAbsent } from '@parley/protocol/wire/omit-absent';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { MessageContext, Methods } from '../context.ts';
import { refuseEdit } from '../domain/authorize-change.ts';
import { editedContent } from '../domain/edited-content.ts';
import { parseId, parseIds } from '../domain/input.ts';
import { tellChat } from '../live/tell-chat.ts';
import { type HeldMessage, holdMessage } from '../store/hold-message.ts';
import { readMessagesById } from '../store/read-messages.ts';
import { recordChange } from '../store/record-change.ts';
import { renderMessages } from '../store/render-messages.ts';

const KEEP = `INSERT INTO message.edits (chat_id, seq, n, at, content)
  SELECT $1::uuid, $2::bigint, count(*), $3::bigint, $4 FROM message.edits WHERE chat_id = $1::uuid AND seq = $2::bigint`;
const WRITE = `UPDATE message.messages SET content = $3, mentions = $4::uuid[], edited_at = $5::bigint WHERE chat_id = $1::uuid AND seq = $2::bigint`;

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships' | 'privacy'>;

/**
 * Changes the text or caption of an own message; what it was is kept. An edit that changes nothing is none.
 * @throws `request.invalid`, `message.not_found`, `message.forbidden`, `message.not_editable`, `message.content_invalid`, `message.too_long`,
 *   `chat.not_a_member`, `chat.blocked`, `chat.forbidden`.
 */
export function edit(context: Context): Methods['edit'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const id = parseId(request.messageId, 'messageId');
      const mentions = parseIds(request.mentions, 'mentions', MAX_ENTITIES);
      const { held, frame } = await context.db.transaction((tx) =>
        write(tx, context, { id, userId, content: request.content, mentions }),
      );
      if (frame !== undefined) await tellChat(context, held.chatId, [frame]);
      const [message] = await renderMessages(context, userId, await readMessagesById(context.db, userId, [id]));
      if (message === undefined) throw fail('message.not_found');
      return message;
    },
  };
}

interface Edit {
  readonly id: string;
  readonly userId: string;
  readonly content: string;
  readonly mentions: string[];
}

async function write(
  tx: Queryable,
  { clock, ids }: Context,
  { id, userId, ...wanted }: Edit,
): Promise<{ held: HeldMessage; frame?: ServerFrame }> {
  const at = clock.now();
  const held = await holdMessage(tx, id, userId, at);
  const code = refuseEdit(held);
  if (code !== undefined) throw fail(code);
  const content = editedContent(held.parsed, wanted.content);
  if (Bun.deepEquals(content, held.parsed)) return { held };
  const { chatId, seq } = held;
  const mentions = wanted.mentions.length === 0 ? undefined : wanted.mentions;
  await tx.query(KEEP, [chatId, seq, held.editedAt ?? held.createdAt, held.content]);
  await tx.query(WRITE, [chatId, seq, JSON.stringify(content), mentions === undefined ? null : uuidArray(mentions), at]);
  const version = await recordChange(tx, { chatId, seq, type: 'message.edited', at });
  const payload = { chatId, messageId: id, seq, version };
  await appendEvents(tx, 'message', [{ id: ids.uuid(), subject: 'msg.edited', key: chatId, at, payload }]);
  return { held, frame: omitAbsent({ type: 'message.edited', ...payload, content, mentions, editedAt: isoTime(at) }) };
}
