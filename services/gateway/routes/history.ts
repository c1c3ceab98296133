import { historySchema } from '@parley/protocol/message';
import { historyQuery } from '@parley/protocol/rest/messages';
import { toPublicMessage } from '@parley/protocol/wire/message';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { ids, query } from '../validate.ts';

/** What was written in a chat, and what is pinned there. */
export const historyRoutes = new Hono<GatewayEnv>()
  .get(
    '/:id/messages',
    operation({
      tag: 'Messages',
      id: 'getHistory',
      summary: 'Messages of a chat, ascending by seq',
      answers: { 200: [historySchema, 'A stretch of the chat.'] },
    }),
    ids('id'),
    query(historyQuery),
    async (c) => {
      const request = { chatId: c.req.valid('param').id, ...c.req.valid('query') };
      const { messages, hasMoreBefore, hasMoreAfter } = await c.env.gateway.calls.message.history(request, userCall(c));
      return c.json({ items: messages.map(toPublicMessage), hasMoreBefore, hasMoreAfter });
    },
  )
  .put(
    '/:id/pins/:messageId',
    operation({ tag: 'Messages', id: 'pinMessage', summary: 'Pin a message in its chat', answers: { 204: 'Done.' } }),
    ids('id', 'messageId'),
    async (c) => {
      const { id, messageId } = c.req.valid('param');
      await c.env.gateway.calls.message.pin({ chatId: id, messageId, pinned: true }, userCall(c));
      return c.body(null, 204);
    },
  )
  .delete(
    '/:id/pins/:messageId',
    operation({ tag: 'Messages', id: 'unpinMessage', summary: 'Unpin a message', answers: { 204: 'Done.' } }),
    ids('id', 'messageId'),
    async (c) => {
      const { id, messageId } = c.req.valid('param');
      await c.env.gateway.calls.message.pin({ chatId: id, messageId, pinned: false }, userCall(c));
      return c.body(null, 204);
    },
  );
