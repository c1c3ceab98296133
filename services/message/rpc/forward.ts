import { callingUser, serviceCall } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { Draft, Message } from '@parley/proto/parley/message/v1/message_pb';
import type { Content } from '@parley/protocol/content';
import { fail, isErrorCode } from '@parley/protocol/errors';
import { MAX_FORWARD_CHATS, MAX_IDS } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { refuseSend } from '../domain/authorize-send.ts';
import { derivedId } from '../domain/derived-id.ts';
import { isOver } from '../domain/expiry.ts';
import { invalid, parseId, parseIds } from '../domain/input.ts';
import type { MessageRow } from '../store/message-rows.ts';
import { readMessagesById } from '../store/read-messages.ts';
import { renderMessages } from '../store/render-messages.ts';

/** Copies of one request: each is a message, and the request counts as one. */
const MAX_COPIES = 1_000;

type Context = Pick<MessageContext, 'db' | 'memberships' | 'privacy' | 'clock'> & { readonly send: Methods['send'] };

/**
 * Sends copies of messages to chats, in the order given. All chats are checked before anything is sent, and the copies' client message
 * ids follow from the request's key, so a request that failed half-way can be repeated.
 * @throws `request.invalid`, `message.not_found`, and what refuses a send: `chat.not_found`, `chat.not_a_member`, `chat.forbidden`,
 *   `chat.blocked`.
 */
export function forward(context: Context): Methods['forward'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const messageIds = parseIds(request.messageIds, 'messageIds', MAX_IDS);
      const chatIds = parseIds(request.chatIds, 'chatIds', MAX_FORWARD_CHATS);
      if (messageIds.length === 0) throw invalid('messageIds', 'must not be empty');
      if (chatIds.length === 0) throw invalid('chatIds', 'must not be empty');
      if (messageIds.length * chatIds.length > MAX_COPIES) throw invalid('messageIds', `must make at most ${MAX_COPIES} copies`);
      const key = parseId(request.idempotencyKey, 'idempotencyKey');
      const originals = await readMessagesById(context.db, userId, messageIds);
      if (originals.length < messageIds.length || originals.some((original) => isNotForwardable(original, context.clock.now())))
        throw fail('message.not_found');
      for (const chatId of chatIds) await requireSend(context, chatId, userId);
      const drafts = chatIds.flatMap((chatId) => originals.map((original) => toDraft(original, { chatId, userId, key })));
      const { results } = await context.send.handle({ drafts }, serviceCall('message', call));
      const ids = results.map(({ messageId, errorCode = 'internal.error' }) => {
        if (messageId === undefined) throw fail(isErrorCode(errorCode) ? errorCode : 'internal.error');
        return messageId;
      });
      return { messages: await readCopies(context, userId, ids) };
    },
  };
}

function isNotForwardable(message: MessageRow, now: number): boolean {
  return isOver(message, now) || (JSON.parse(message.content) as Content).type === 'system';
}

async function requireSend({ memberships }: Context, chatId: string, userId: string): Promise<void> {
  const known = memberships.peek(chatId);
  if (known !== undefined && refuseSend(known, userId) === undefined) return;
  // Nobody is refused by what is only remembered.
  const chat = await memberships.renew(chatId);
  const code = chat === undefined ? 'chat.not_found' : refuseSend(chat, userId);
  if (code !== undefined) throw fail(code);
}

/** People named in the original are not named anew: they are not told of what others pass around. */
function toDraft(
  original: MessageRow,
  to: { readonly chatId: string; readonly userId: string; readonly key: string },
): Plain<Draft> {
  return {
    senderId: to.userId,
    chatId: to.chatId,
    clientMsgId: derivedId('forward', to.key, original.id, to.chatId),
    content: original.content,
    mentions: [],
    forwardedFrom: original.id,
  };
}

async function readCopies(context: Context, userId: string, ids: readonly string[]): Promise<Plain<Message>[]> {
  return renderMessages(context, userId, await readMessagesById(context.db, userId, ids));
}
