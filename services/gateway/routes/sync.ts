import { syncQuery } from '@parley/protocol/rest/sync';
import { type Sync, syncSchema } from '@parley/protocol/sync';
import { toPublicChange } from '@parley/protocol/wire/change';
import { toPublicMessage } from '@parley/protocol/wire/message';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import { chatsOfStates } from '../compose/chats.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { query } from '../validate.ts';

/** What somebody missed. */
export const syncRoutes = new Hono<GatewayEnv>().get(
  '/',
  operation({
    tag: 'Sync',
    id: 'sync',
    summary: 'What changed since a cursor',
    answers: {
      200: [syncSchema, 'Each message and change once. Without a cursor: the most recent chats with their last messages first.'],
    },
  }),
  query(syncQuery),
  async (c) => {
    const missed = await c.env.gateway.calls.message.sync(c.req.valid('query'), userCall(c));
    const answer: Sync = {
      cursor: missed.cursor,
      chats: await chatsOfStates(c, missed.chats),
      messages: missed.messages.map(toPublicMessage),
      changes: missed.changes.map(toPublicChange),
      removedChats: missed.removedChatIds,
      hasMore: missed.hasMore,
    };
    return c.json(answer);
  },
);
