import { mentionsOf } from '@parley/protocol/content-text';
import { fail, isErrorCode } from '@parley/protocol/errors';
import type { Message } from '@parley/protocol/message';
import type { sendMessageBody } from '@parley/protocol/rest/messages';
import { isoTime } from '@parley/protocol/wire/iso-time';
import { toPublicMessage } from '@parley/protocol/wire/message';
import type { Context } from 'hono';
import type { z } from 'zod';
import { gatewayCall, userCall, userOf } from '../call.ts';
import { encodeContent } from '../encode-content.ts';
import type { GatewayEnv } from '../gateway.ts';

interface Sent {
  readonly message: Message;
  /** The `clientMsgId` had made this message before. */
  readonly repeated: boolean;
}

/** Sends one message. @throws what the message service refuses it with */
export async function sendMessage(
  c: Context<GatewayEnv>,
  draft: Omit<z.output<typeof sendMessageBody>, 'sendAt'>,
): Promise<Sent> {
  const { message: service } = c.env.gateway.calls;
  const { chatId, clientMsgId, content, replyToId } = draft;
  const senderId = userOf(c).userId;
  const mentions = mentionsOf(content);
  const drafts = [{ senderId, chatId, clientMsgId, content: encodeContent(content), replyToId, mentions }];
  const [result] = (await service.send({ drafts }, gatewayCall(c))).results;
  if (result === undefined) throw fail('internal.error');
  const { messageId: id, seq, createdAt, expiresAt, duplicate, errorCode, errorMessage } = result;
  if (errorCode !== undefined || id === undefined) throw refusal(errorCode, errorMessage);
  // A quote is made, and what was sent first is known, by the message service alone.
  if (duplicate || replyToId !== undefined) {
    return { message: toPublicMessage(await service.getMessage({ messageId: id }, userCall(c))), repeated: duplicate };
  }
  const message: Message = { id, chatId, seq, senderId, clientMsgId, createdAt: isoTime(createdAt), content, status: 'sent' };
  if (expiresAt !== undefined) message.expiresAt = isoTime(expiresAt);
  if (mentions.length > 0) message.mentions = mentions;
  return { message, repeated: false };
}

function refusal(code: string | undefined, message: string | undefined) {
  if (code === undefined || !isErrorCode(code)) return fail('internal.error');
  return fail(code, message === undefined || message === '' ? {} : { message });
}
