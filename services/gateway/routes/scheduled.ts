import { mentionsOf } from '@parley/protocol/content-text';
import { messageSchema } from '@parley/protocol/message';
import { pageOf } from '@parley/protocol/page';
import { scheduledQuery, updateScheduledBody } from '@parley/protocol/rest/scheduled';
import { scheduledMessageSchema } from '@parley/protocol/scheduled';
import { toPublicMessage } from '@parley/protocol/wire/message';
import { toPublicScheduled } from '@parley/protocol/wire/scheduled';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import { encodeContent } from '../encode-content.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids, query } from '../validate.ts';

/** Messages of one's own that are to be sent later. */
export const scheduledRoutes = new Hono<GatewayEnv>()
  .get(
    '/',
    operation({
      tag: 'Messages',
      id: 'listScheduledMessages',
      summary: 'What you have scheduled, by the time it is due',
      answers: { 200: [pageOf(scheduledMessageSchema), 'A page.'] },
    }),
    query(scheduledQuery),
    async (c) => {
      const { scheduled, nextCursor } = await c.env.gateway.calls.message.listScheduled(c.req.valid('query'), userCall(c));
      return c.json({ items: scheduled.map(toPublicScheduled), nextCursor: nextCursor ?? null });
    },
  )
  .patch(
    '/:id',
    operation({
      tag: 'Messages',
      id: 'updateScheduledMessage',
      summary: 'Change what a scheduled message says, or when it is sent',
      answers: { 200: [scheduledMessageSchema, 'As it is now.'] },
    }),
    ids('id'),
    body(updateScheduledBody),
    async (c) => {
      const { content, sendAt } = c.req.valid('json');
      const request = {
        id: c.req.valid('param').id,
        content: content === undefined ? undefined : encodeContent(content),
        mentions: content === undefined ? [] : mentionsOf(content),
        sendAt: sendAt === undefined ? undefined : Date.parse(sendAt),
      };
      return c.json(toPublicScheduled(await c.env.gateway.calls.message.updateScheduled(request, userCall(c))));
    },
  )
  .delete(
    '/:id',
    operation({
      tag: 'Messages',
      id: 'deleteScheduledMessage',
      summary: 'Take a scheduled message back',
      answers: { 204: 'It will not be sent.' },
    }),
    ids('id'),
    async (c) => {
      await c.env.gateway.calls.message.deleteScheduled({ id: c.req.valid('param').id }, userCall(c));
      return c.body(null, 204);
    },
  )
  .post(
    '/:id/send',
    operation({
      tag: 'Messages',
      id: 'sendScheduledMessage',
      summary: 'Send a scheduled message now',
      answers: { 200: [messageSchema, 'The message that it became.'] },
    }),
    ids('id'),
    async (c) =>
      c.json(toPublicMessage(await c.env.gateway.calls.message.sendScheduledNow({ id: c.req.valid('param').id }, userCall(c)))),
  );
