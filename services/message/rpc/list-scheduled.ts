import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { parseId, parseLimit } from '../domain/input.ts';
import { toContract } from '../scheduled/to-contract.ts';
import { listScheduled as list } from '../store/scheduled.ts';

const START = { sendAt: 0, id: '00000000-0000-0000-0000-000000000000' };

/**
 * What the caller has scheduled, in one chat or in all, by the time it is due; also what failed.
 * @throws `request.invalid`.
 */
export function listScheduled({ db }: Pick<MessageContext, 'db'>): Methods['listScheduled'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const chatId = request.chatId === undefined ? undefined : parseId(request.chatId, 'chatId');
      const limit = parseLimit(request.limit, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX);
      const after = request.cursor === undefined ? START : parseCursor(request.cursor);
      const found = await list(db, callingUser(call).userId, chatId, after, limit + 1);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const scheduled = page.map(toContract);
      return found.length > limit && last !== undefined ? { scheduled, nextCursor: `${last.sendAt}_${last.id}` } : { scheduled };
    },
  };
}

function parseCursor(cursor: string): typeof START {
  const [, sendAt, id] = /^(\d{1,15})_([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (sendAt === undefined || id === undefined)
    throw fail('request.invalid', { issues: [{ path: 'cursor', message: 'is not one of this list' }] });
  return { sendAt: Number(sendAt), id: parseId(id, 'cursor') };
}
