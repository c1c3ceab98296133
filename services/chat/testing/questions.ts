import type { Plain } from '@parley/kernel/contract';
import { AppError } from '@parley/kernel/errors';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatEvent } from '@parley/proto/parley/message/v1/message_pb';
import { byService, type ChatBed } from './chat-bed.ts';

/** The code that a call is refused with; undefined when it succeeds. */
export async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
}

/** What another service is told when it asks afresh. */
export function stateOf(bed: ChatBed, chatId: string): Promise<Plain<ChatState>> {
  return bed.chat.getChatParticipants({ chatId }, byService);
}

export interface OutboxEntry {
  readonly subject: string;
  readonly version: number;
  readonly event: Plain<ChatEvent>;
}

/** The durable events of a chat, in order. */
export async function outboxOf({ db }: Pick<ChatBed, 'db'>, chatId: string): Promise<OutboxEntry[]> {
  const rows = await db.query<{ subject: string; payload: string }>(
    'SELECT subject, payload::text AS "payload" FROM chat.outbox WHERE key = $1 ORDER BY tx, n',
    [chatId],
  );
  return rows.map(({ subject, payload }) => {
    const { version, event } = JSON.parse(payload) as OutboxEntry;
    return { subject, version, event };
  });
}
