import { pageOf } from '@parley/protocol/page';
import { searchMessagesQuery } from '@parley/protocol/rest/search';
import { searchHitSchema } from '@parley/protocol/search';
import { toPublicMessage } from '@parley/protocol/wire/message';
import { Hono } from 'hono';
import { userCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { query } from '../validate.ts';

/** Finding messages. */
export const searchRoutes = new Hono<GatewayEnv>().get(
  '/messages',
  operation({
    tag: 'Messages',
    id: 'searchMessages',
    summary: 'Find messages by their words',
    answers: { 200: [pageOf(searchHitSchema), 'A page, the best first.'] },
  }),
  query(searchMessagesQuery),
  async (c) => {
    const { q, from, to, ...rest } = c.req.valid('query');
    const request = { query: q, from: toMs(from), to: toMs(to), ...rest };
    const { hits, nextCursor } = await c.env.gateway.calls.message.search(request, userCall(c));
    const items = hits.flatMap(({ message, highlights }) =>
      message === undefined
        ? []
        : [{ message: toPublicMessage(message), highlights: highlights.map(({ offset, length }) => ({ offset, length })) }],
    );
    return c.json({ items, nextCursor: nextCursor ?? null });
  },
);

function toMs(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}
