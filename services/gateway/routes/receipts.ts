import { messageSchema } from '@parley/protocol/message';
import { pageOf } from '@parley/protocol/page';
import { forwardBody, markBody } from '@parley/protocol/rest/messages';
import { toPublicMessage } from '@parley/protocol/wire/message';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { gatewayCall, userCall, userOf } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body } from '../validate.ts';

/** What is done to many messages at once. */
export const receiptRoutes = new Hono<GatewayEnv>()
  .post(
    '/read',
    operation({ tag: 'Messages', id: 'markRead', summary: 'Mark messages as read', answers: { 204: 'Done.' } }),
    body(markBody),
    async (c) => {
      await c.env.gateway.calls.message.markRead({ marks: await toMarks(c, c.req.valid('json')) }, gatewayCall(c));
      return c.body(null, 204);
    },
  )
  .post(
    '/delivered',
    operation({
      tag: 'Messages',
      id: 'markDelivered',
      summary: 'Mark messages as stored on this device',
      answers: { 204: 'Done.' },
    }),
    body(markBody),
    async (c) => {
      await c.env.gateway.calls.message.markDelivered({ marks: await toMarks(c, c.req.valid('json')) }, gatewayCall(c));
      return c.body(null, 204);
    },
  )
  .post(
    '/forward',
    operation({
      tag: 'Messages',
      id: 'forwardMessages',
      summary: 'Forward messages to chats',
      answers: { 201: [pageOf(messageSchema), 'The copies.'] },
    }),
    body(forwardBody),
    async (c) => {
      const { idempotencyKey = c.env.gateway.ids.uuid(), ...request } = c.req.valid('json');
      const { messages } = await c.env.gateway.calls.message.forward({ ...request, idempotencyKey }, userCall(c));
      return c.json({ items: messages.map(toPublicMessage), nextCursor: null }, 201);
    },
  );

/** The furthest message of each chat: a watermark covers all that come before it. */
async function toMarks(c: Context<GatewayEnv>, request: z.output<typeof markBody>) {
  const { userId } = userOf(c);
  if ('chatId' in request) return [{ userId, ...request }];
  const { locations } = await c.env.gateway.calls.message.locate({ messageIds: request.messageIds }, userCall(c));
  const furthest = new Map<string, number>();
  for (const { chatId, seq } of locations) furthest.set(chatId, Math.max(seq, furthest.get(chatId) ?? 0));
  return [...furthest].map(([chatId, upToSeq]) => ({ userId, chatId, upToSeq }));
}
