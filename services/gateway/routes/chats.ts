import type { Plain } from '@parley/kernel/contract';
import type { CreateChatResponse } from '@parley/proto/parley/chat/v1/chat_pb';
import { chatSchema } from '@parley/protocol/chat';
import { fail } from '@parley/protocol/errors';
import { pageOf, pageQuerySchema } from '@parley/protocol/page';
import { createChatBody, updateChatBody, updateOwnChatBody } from '@parley/protocol/rest/chats';
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { userCall } from '../call.ts';
import { chatOf, chatsOfStates, fetchChats } from '../compose/chats.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids, query } from '../validate.ts';

const oneChat = [chatSchema, 'The chat, as you see it.'] as const;

/** Chats and one's own settings of them. */
export const chatRoutes = new Hono<GatewayEnv>()
  .get(
    '/',
    operation({
      tag: 'Chats',
      id: 'listChats',
      summary: 'Your chats, the latest activity first',
      answers: { 200: [pageOf(chatSchema), 'A page.'] },
    }),
    query(pageQuerySchema),
    async (c) => {
      const { states, nextCursor } = await c.env.gateway.calls.message.listChatStates(c.req.valid('query'), userCall(c));
      return c.json({ items: await chatsOfStates(c, states), nextCursor: nextCursor ?? null });
    },
  )
  .post(
    '/',
    operation({
      tag: 'Chats',
      id: 'createChat',
      summary: 'Begin a chat',
      answers: {
        201: oneChat,
        200: [chatSchema, 'The chat that was there before: direct, with yourself, or made by the same request.'],
      },
    }),
    body(createChatBody),
    async (c) => {
      const { chat, created } = await create(c, c.req.valid('json'));
      if (chat === undefined) throw fail('internal.error');
      return c.json(await chatOf(c, chat, created), created ? 201 : 200);
    },
  )
  .get(
    '/:id',
    operation({ tag: 'Chats', id: 'getChat', summary: 'One chat', answers: { 200: oneChat } }),
    ids('id'),
    async (c) => {
      const [chat] = await fetchChats(c, [c.req.valid('param').id]);
      if (chat === undefined) throw fail('chat.not_found');
      return c.json(await chatOf(c, chat));
    },
  )
  .patch(
    '/:id',
    operation({
      tag: 'Chats',
      id: 'updateChat',
      summary: 'Change a group, or how long messages of a chat stay',
      answers: { 200: oneChat },
    }),
    ids('id'),
    body(updateChatBody),
    async (c) => {
      const { permissions, disappearAfter, ...info } = c.req.valid('json');
      const { send, edit, invite } = permissions ?? {};
      const request = {
        chatId: c.req.valid('param').id,
        ...info,
        permissionSend: send,
        permissionEdit: edit,
        permissionInvite: invite,
        // In the contract 0 lets messages stay, and absent leaves it as it is.
        disappearAfter: disappearAfter === null ? 0 : disappearAfter,
      };
      return c.json(await chatOf(c, await c.env.gateway.calls.chat.updateChat(request, userCall(c))));
    },
  )
  .patch(
    '/:id/me',
    operation({
      tag: 'Chats',
      id: 'updateOwnChat',
      summary: 'Mute, pin, archive or mark a chat, or keep a draft',
      answers: { 200: oneChat },
    }),
    ids('id'),
    body(updateOwnChatBody),
    async (c) => {
      const { mutedUntil, ...settings } = c.req.valid('json');
      const request = { chatId: c.req.valid('param').id, ...settings, mutedUntil: toMutedUntil(mutedUntil) };
      return c.json(await chatOf(c, await c.env.gateway.calls.chat.updateMySettings(request, userCall(c))));
    },
  );

function create(c: Context<GatewayEnv>, chat: z.output<typeof createChatBody>): Promise<Plain<CreateChatResponse>> {
  const { chat: service } = c.env.gateway.calls;
  switch (chat.type) {
    case 'direct':
      return service.createDirectChat({ userId: chat.userId }, userCall(c));
    case 'group':
      return service.createGroup(
        { title: chat.title, memberIds: chat.memberIds, topic: chat.topic, idempotencyKey: chat.idempotencyKey },
        userCall(c),
      );
    case 'self':
      return service.createSelfChat({}, userCall(c));
  }
}

/** In the contract 0 unmutes, and absent leaves it as it is. */
function toMutedUntil(time: string | null | undefined): number | undefined {
  if (time === undefined) return undefined;
  return time === null ? 0 : Date.parse(time);
}
