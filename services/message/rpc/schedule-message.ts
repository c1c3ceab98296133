import type { Jobs } from '@parley/jobs/jobs';
import { sendScheduled, sendScheduledKey } from '@parley/jobs/kinds';
import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import { MAX_ENTITIES, MAX_FRAME_BYTES, MAX_SCHEDULED } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { refuseSend } from '../domain/authorize-send.ts';
import { isDerivedId } from '../domain/derived-id.ts';
import { invalid, parseId, parseIds } from '../domain/input.ts';
import { tellOwner } from '../scheduled/tell-owner.ts';
import { parseSendAt, toContract } from '../scheduled/to-contract.ts';
import { readQuote } from '../store/read-quote.ts';
import { countScheduled, findScheduled, insertScheduled, type Scheduled } from '../store/scheduled.ts';

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'memberships'> & { readonly jobs: Jobs };

/**
 * Keeps a message to be sent at a time, by whoever may write there now; whether they may is looked at again when it is sent. Repeating it with
 * the same client message id answers what it made first.
 * @throws `request.invalid`, `message.client_id_conflict`, `message.too_long`, `message.reply_not_found`, `message.schedule_limit`, and what
 *   refuses a send: `chat.not_found`, `chat.not_a_member`, `chat.forbidden`, `chat.blocked`.
 */
export function scheduleMessage(context: Context): Methods['scheduleMessage'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const { db, clock, ids, jobs } = context;
      const chatId = parseId(request.chatId, 'chatId');
      const clientMsgId = parseId(request.clientMsgId, 'clientMsgId');
      if (isDerivedId(clientMsgId)) throw invalid('clientMsgId', 'must be a random or time-ordered UUID');
      const replyToId = request.replyToId === undefined ? null : parseId(request.replyToId, 'replyToId');
      const mentions = parseIds(request.mentions, 'mentions', MAX_ENTITIES);
      await requireSend(context, { chatId, userId, content: request.content, replyToId });
      const key = { chatId, userId, clientMsgId };
      const known = await findScheduled(db, key);
      if (known !== undefined) return { scheduled: toContract(same(known, request)), duplicate: true };
      const now = clock.now();
      const sendAt = parseSendAt(request.sendAt, now);
      if ((await countScheduled(db, userId)) >= MAX_SCHEDULED) throw fail('message.schedule_limit');
      const message = { ...key, id: ids.uuid(), content: request.content, replyToId, mentions, sendAt, createdAt: now };
      const made = await db.transaction(async (tx) => {
        const scheduled = await insertScheduled(tx, message);
        if (scheduled === undefined) return undefined;
        await jobs.enqueue(tx, sendScheduled, { id: scheduled.id }, { runAt: sendAt, key: sendScheduledKey(scheduled.id) });
        return scheduled;
      });
      if (made !== undefined) {
        tellOwner(context, made);
        return { scheduled: toContract(made), duplicate: false };
      }
      const first = await findScheduled(db, key);
      if (first === undefined) throw fail('message.client_id_conflict');
      return { scheduled: toContract(same(first, request)), duplicate: true };
    },
  };
}

async function requireSend(
  { db, clock, memberships }: Context,
  { chatId, userId, content, replyToId }: Pick<Scheduled, 'chatId' | 'userId' | 'content' | 'replyToId'>,
): Promise<void> {
  const chat = await memberships.get(chatId);
  const code = chat === undefined ? 'chat.not_found' : refuseSend(chat, userId);
  if (code !== undefined) throw fail(code);
  if (content.length > MAX_FRAME_BYTES) throw fail('message.too_long');
  if (replyToId === null) return;
  if ((await readQuote(db, chatId, replyToId, userId, clock.now())) === undefined) throw fail('message.reply_not_found');
}

function same(first: Scheduled, { content }: { readonly content: string }): Scheduled {
  if (first.content !== content) throw fail('message.client_id_conflict');
  return first;
}
