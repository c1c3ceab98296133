import { chatSchema, memberSchema } from '@parley/protocol/chat';
import { pageOf, pageQuerySchema } from '@parley/protocol/page';
import { addMembersBody, changeRoleBody } from '@parley/protocol/rest/chats';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import { chatOf, membersOf } from '../compose/chats.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids, query } from '../validate.ts';

/** Who is in a chat. */
export const memberRoutes = new Hono<GatewayEnv>()
  .get(
    '/:id/members',
    operation({
      tag: 'Chats',
      id: 'listMembers',
      summary: 'Members of a chat',
      answers: { 200: [pageOf(memberSchema), 'A page.'] },
    }),
    ids('id'),
    query(pageQuerySchema),
    async (c) => {
      const chatId = c.req.valid('param').id;
      const { members, nextCursor } = await c.env.gateway.calls.chat.listMembers(
        { chatId, ...c.req.valid('query') },
        userCall(c),
      );
      return c.json({ items: await membersOf(c, chatId, members), nextCursor: nextCursor ?? null });
    },
  )
  .post(
    '/:id/members',
    operation({ tag: 'Chats', id: 'addMembers', summary: 'Add people to a group', answers: { 200: [chatSchema, 'The group.'] } }),
    ids('id'),
    body(addMembersBody),
    async (c) => {
      const request = { chatId: c.req.valid('param').id, userIds: c.req.valid('json').userIds };
      return c.json(await chatOf(c, await c.env.gateway.calls.chat.addMembers(request, userCall(c))));
    },
  )
  .delete(
    '/:id/members/:userId',
    operation({
      tag: 'Chats',
      id: 'removeMember',
      summary: 'Remove a person from a group, or leave it',
      answers: { 204: 'They are out.' },
    }),
    ids('id', 'userId'),
    async (c) => {
      const { id, userId } = c.req.valid('param');
      await c.env.gateway.calls.chat.removeMember({ chatId: id, userId }, userCall(c));
      return c.body(null, 204);
    },
  )
  .patch(
    '/:id/members/:userId',
    operation({
      tag: 'Chats',
      id: 'changeRole',
      summary: 'Change the role of a member',
      answers: { 200: [memberSchema, 'The member.'] },
    }),
    ids('id', 'userId'),
    body(changeRoleBody),
    async (c) => {
      const { id, userId } = c.req.valid('param');
      const member = await c.env.gateway.calls.chat.changeRole(
        { chatId: id, userId, role: c.req.valid('json').role },
        userCall(c),
      );
      return c.json((await membersOf(c, id, [member]))[0]);
    },
  );
