import { callingUser } from '@parley/kernel/call';
import { uuidArray } from '@parley/postgres/arrays';
import { MAX_IDS } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { parseIds } from '../domain/input.ts';
import { IN_RANGE, NOT_HIDDEN } from '../store/message-rows.ts';

const LOCATE = `SELECT m.id AS "messageId", m.chat_id AS "chatId", m.seq::float8 AS seq
  FROM unnest($2::uuid[]) AS wanted (id) JOIN message.messages AS m ON m.id = wanted.id
  JOIN message.members AS me ON me.chat_id = m.chat_id AND me.user_id = $1::uuid WHERE ${IN_RANGE} AND ${NOT_HIDDEN}`;

/** Where messages are, as far as the caller may see them; the others are left out. */
export function locate({ db }: Pick<MessageContext, 'db'>): Methods['locate'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const ids = parseIds(request.messageIds, 'messageIds', MAX_IDS);
      return { locations: await db.query(LOCATE, [callingUser(call).userId, uuidArray(ids)]) };
    },
  };
}
