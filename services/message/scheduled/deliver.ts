import { serviceCall } from '@parley/kernel/call';
import { type ErrorCode, fail, isErrorCode } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { failScheduled, finishScheduled, type Scheduled } from '../store/scheduled.ts';
import { tellOwner } from './tell-owner.ts';

/** What became of a scheduled message when it was sent. */
type Delivery =
  | { readonly kind: 'sent'; readonly messageId: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };

export interface DeliveryContext extends Pick<MessageContext, 'db' | 'live'> {
  readonly send: Methods['send'];
}

/**
 * Sends a message that was set about: through the way of all messages, so its sender must be allowed to write there now. Its client message id
 * makes it once, however often it is tried. A refusal is kept with it for its owner to see.
 * @throws what can be tried again: `internal.unavailable` …
 */
export async function deliver(context: DeliveryContext, message: Scheduled): Promise<Delivery> {
  const { chatId, userId, clientMsgId, content, mentions, replyToId } = message;
  const draft = { senderId: userId, chatId, clientMsgId, content, mentions: [...mentions] };
  const request = { drafts: [replyToId === null ? draft : { ...draft, replyToId }] };
  const [result] = (await context.send.handle(request, serviceCall('message'))).results;
  if (result?.messageId !== undefined) {
    await finishScheduled(context.db, message);
    tellOwner(context, message);
    return { kind: 'sent', messageId: result.messageId };
  }
  const code = result?.errorCode !== undefined && isErrorCode(result.errorCode) ? result.errorCode : 'internal.error';
  const error = fail(code);
  if (error.retryable) throw error;
  await failScheduled(context.db, message, code);
  tellOwner(context, message);
  return { kind: 'refused', code, message: result?.errorMessage ?? error.message };
}
