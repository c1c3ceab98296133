import { emojiSchema } from '@parley/protocol/rest/messages';
import { idSchema } from '@parley/protocol/scalars';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { ids, params } from '../validate.ts';

/** Reactions and stars of a message. */
export const markRoutes = new Hono<GatewayEnv>()
  .put(
    '/:id/reactions/:emoji',
    operation({ tag: 'Messages', id: 'addReaction', summary: 'React to a message', answers: { 204: 'Done.' } }),
    params({ id: idSchema, emoji: emojiSchema }),
    async (c) => {
      const { id, emoji } = c.req.valid('param');
      await c.env.gateway.calls.message.react({ messageId: id, emoji, remove: false }, userCall(c));
      return c.body(null, 204);
    },
  )
  .delete(
    '/:id/reactions/:emoji',
    operation({ tag: 'Messages', id: 'removeReaction', summary: 'Take a reaction back', answers: { 204: 'Done.' } }),
    params({ id: idSchema, emoji: emojiSchema }),
    async (c) => {
      const { id, emoji } = c.req.valid('param');
      await c.env.gateway.calls.message.react({ messageId: id, emoji, remove: true }, userCall(c));
      return c.body(null, 204);
    },
  )
  .put(
    '/:id/star',
    operation({ tag: 'Messages', id: 'starMessage', summary: 'Star a message', answers: { 204: 'Done.' } }),
    ids('id'),
    async (c) => {
      await c.env.gateway.calls.message.star({ messageId: c.req.valid('param').id, starred: true }, userCall(c));
      return c.body(null, 204);
    },
  )
  .delete(
    '/:id/star',
    operation({ tag: 'Messages', id: 'unstarMessage', summary: 'Take a star away', answers: { 204: 'Done.' } }),
    ids('id'),
    async (c) => {
      await c.env.gateway.calls.message.star({ messageId: c.req.valid('param').id, starred: false }, userCall(c));
      return c.body(null, 204);
    },
  );
