import { pageOf, pageQuerySchema } from '@parley/protocol/page';
import { userSchema } from '@parley/protocol/user';
import { toPublicUser } from '@parley/protocol/wire/user';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { ids, query } from '../validate.ts';

/** Whom the caller has blocked. */
export const blockRoutes = new Hono<GatewayEnv>()
  .get(
    '/',
    operation({
      tag: 'People',
      id: 'listBlocks',
      summary: 'People you have blocked',
      answers: { 200: [pageOf(userSchema), 'A page.'] },
    }),
    query(pageQuerySchema),
    async (c) => {
      const { users, nextCursor } = await c.env.gateway.calls.user.listBlocks(c.req.valid('query'), userCall(c));
      return c.json({ items: users.map((user) => toPublicUser(user)), nextCursor: nextCursor ?? null });
    },
  )
  .put(
    '/:userId',
    operation({ tag: 'People', id: 'blockUser', summary: 'Block a person', answers: { 204: 'They can no longer reach you.' } }),
    ids('userId'),
    async (c) => {
      await c.env.gateway.calls.user.blockUser(c.req.valid('param'), userCall(c));
      return c.body(null, 204);
    },
  )
  .delete(
    '/:userId',
    operation({ tag: 'People', id: 'unblockUser', summary: 'Lift a block', answers: { 204: 'Lifted.' } }),
    ids('userId'),
    async (c) => {
      await c.env.gateway.calls.user.unblockUser(c.req.valid('param'), userCall(c));
      return c.body(null, 204);
    },
  );
