import { mentionsOf } from '@parley/protocol/content-text';
import { fail } from '@parley/protocol/errors';
import type { sendMessageBody } from '@parley/protocol/rest/messages';
import type { ScheduledMessage } from '@parley/protocol/scheduled';
import { toPublicScheduled } from '@parley/protocol/wire/scheduled';
import type { Context } from 'hono';
import type { z } from 'zod';
import { userCall } from '../call.ts';
import { encodeContent } from '../encode-content.ts';
import type { GatewayEnv } from '../gateway.ts';

/** Keeps a message to be sent at `sendAt` (ISO 8601). @throws what the message service refuses it with */
export async function scheduleMessage(
  c: Context<GatewayEnv>,
  draft: Omit<z.output<typeof sendMessageBody>, 'sendAt'>,
  sendAt: string,
): Promise<ScheduledMessage> {
  const { chatId, clientMsgId, content, replyToId } = draft;
  const { scheduled } = await c.env.gateway.calls.message.scheduleMessage(
    {
      chatId,
      clientMsgId,
      content: encodeContent(content),
      replyToId,
      mentions: mentionsOf(content),
      sendAt: Date.parse(sendAt),
    },
    userCall(c),
  );
  if (scheduled === undefined) throw fail('internal.error');
  return toPublicScheduled(scheduled);
}
