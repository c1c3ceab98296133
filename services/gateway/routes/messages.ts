import { mentionsOf } from '@parley/protocol/content-text';
import { editRecordSchema, messageSchema, receiptSchema } from '@parley/protocol/message';
import { pageOf } from '@parley/protocol/page';
import { deleteMessageQuery, editMessageBody, sendMessageBody } from '@parley/protocol/rest/messages';
import { scheduledMessageSchema } from '@parley/protocol/scheduled';
import { toPublicEdit, toPublicMessage, toPublicReceipt } from '@parley/protocol/wire/message';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import { scheduleMessage } from '../compose/schedule-message.ts';
import { sendMessage } from '../compose/send-message.ts';
import { encodeContent } from '../encode-content.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids, query } from '../validate.ts';

const oneMessage = [messageSchema, 'The message, as you see it.'] as const;

/** Sending, reading, editing and deleting messages. */
export const messageRoutes = new Hono<GatewayEnv>()
  .post(
    '/',
    operation({
      tag: 'Messages',
      id: 'sendMessage',
      summary: 'Send a message',
      answers: {
        201: oneMessage,
        200: [messageSchema, 'The message that this clientMsgId made before.'],
        202: [scheduledMessageSchema, 'With `sendAt`: it will be sent then.'],
      },
    }),
    body(sendMessageBody),
    async (c) => {
      const { sendAt, ...draft } = c.req.valid('json');
      if (sendAt !== undefined) return c.json(await scheduleMessage(c, draft, sendAt), 202);
      const { message, repeated } = await sendMessage(c, draft);
      return c.json(message, repeated ? 200 : 201);
    },
  )
  .get(
    '/:id',
    operation({ tag: 'Messages', id: 'getMessage', summary: 'One message', answers: { 200: oneMessage } }),
    ids('id'),
    async (c) =>
      c.json(toPublicMessage(await c.env.gateway.calls.message.getMessage({ messageId: c.req.valid('param').id }, userCall(c)))),
  )
  .patch(
    '/:id',
    operation({ tag: 'Messages', id: 'editMessage', summary: 'Edit a message of your own', answers: { 200: oneMessage } }),
    ids('id'),
    body(editMessageBody),
    async (c) => {
      const { content } = c.req.valid('json');
      const request = { messageId: c.req.valid('param').id, content: encodeContent(content), mentions: mentionsOf(content) };
      return c.json(toPublicMessage(await c.env.gateway.calls.message.edit(request, userCall(c))));
    },
  )
  .delete(
    '/:id',
    operation({
      tag: 'Messages',
      id: 'deleteMessage',
      summary: 'Delete a message for yourself or for everyone',
      answers: { 204: 'Deleted.' },
    }),
    ids('id'),
    query(deleteMessageQuery),
    async (c) => {
      await c.env.gateway.calls.message.delete(
        { messageId: c.req.valid('param').id, scope: c.req.valid('query').for },
        userCall(c),
      );
      return c.body(null, 204);
    },
  )
  .get(
    '/:id/history',
    operation({
      tag: 'Messages',
      id: 'getEditHistory',
      summary: 'What a message was before its edits',
      answers: { 200: [pageOf(editRecordSchema), 'All, the oldest first.'] },
    }),
    ids('id'),
    async (c) => {
      const { edits } = await c.env.gateway.calls.message.editHistory({ messageId: c.req.valid('param').id }, userCall(c));
      return c.json({ items: edits.map(toPublicEdit), nextCursor: null });
    },
  )
  .get(
    '/:id/info',
    operation({
      tag: 'Messages',
      id: 'getMessageInfo',
      summary: 'Who got and who read a message of yours',
      answers: { 200: [pageOf(receiptSchema), 'All recipients.'] },
    }),
    ids('id'),
    async (c) => {
      const { receipts } = await c.env.gateway.calls.message.info({ messageId: c.req.valid('param').id }, userCall(c));
      return c.json({ items: receipts.map(toPublicReceipt), nextCursor: null });
    },
  );
