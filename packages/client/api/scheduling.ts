import type { DraftContent } from '@parley/protocol/content';
import type { Message } from '@parley/protocol/message';
import type { Page } from '@parley/protocol/page';
import type { ScheduledMessage } from '@parley/protocol/scheduled';
import { type Http, query } from './http.ts';
import type { MessagesApi } from './messages.ts';

/** Messages that the server sends later. They are not in the outbox: whoever schedules one wants to know that the server has it. */
export function scheduling(
  http: Http,
  clientMsgId: () => string,
): Pick<MessagesApi, 'schedule' | 'scheduled' | 'updateScheduled' | 'deleteScheduled' | 'sendScheduled'> {
  return {
    schedule: ({ sendAt, content, ...input }) =>
      http.call<ScheduledMessage>('POST', '/messages', {
        ...input,
        clientMsgId: clientMsgId(),
        content: contentOf(content),
        sendAt: new Date(sendAt).toISOString(),
      }),
    async scheduled(chatId) {
      const items: ScheduledMessage[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await http.call<Page<ScheduledMessage>>(
          'GET',
          `/scheduled-messages${query({ chatId, cursor, limit: 200 })}`,
        );
        items.push(...page.items);
        if (page.nextCursor === null) return items;
        cursor = page.nextCursor;
      }
    },
    updateScheduled: (id, { content, sendAt }) =>
      http.call<ScheduledMessage>('PATCH', `/scheduled-messages/${id}`, {
        ...(content === undefined ? {} : { content: contentOf(content) }),
        ...(sendAt === undefined ? {} : { sendAt: new Date(sendAt).toISOString() }),
      }),
    async deleteScheduled(id) {
      await http.call('DELETE', `/scheduled-messages/${id}`);
    },
    sendScheduled: (id) => http.call<Message>('POST', `/scheduled-messages/${id}/send`),
  };
}

function contentOf(content: DraftContent | string): DraftContent {
  return typeof content === 'string' ? { type: 'text', text: content } : content;
}
