import type { Message } from '@parley/protocol/message';
import type { User } from '@parley/protocol/user';
import type { ChatRecord, MessageRecord, OutboxEntry } from '../store/records.ts';
import { hasDisappeared, isOver } from '../sync/expired-message.ts';
import type { MessageItem } from './message-item.ts';
import { messageStatus } from './message-status.ts';
import { commandsByMessage, itemOf, pendingMessage, project } from './project.ts';

export interface ItemContext {
  readonly chat: ChatRecord;
  readonly userId: string;
  readonly users: ReadonlyMap<string, User>;
  /** All of the chat. */
  readonly outbox: readonly OutboxEntry[];
  /** Epoch ms. */
  readonly now: number;
}

/** Messages of the history as they are shown, in the same order; hidden ones, and those that have disappeared, are left out. */
export function historyItems(records: readonly MessageRecord[], context: ItemContext): MessageItem[] {
  const commands = commandsByMessage(context.outbox);
  return records.flatMap(({ message }) => {
    const waiting = commands.get(message.id) ?? [];
    const shown = project(message, waiting, context.now);
    if (shown === undefined || hasDisappeared(shown) || isOver(shown, context.now)) return [];
    const mine = message.senderId === context.userId;
    return {
      ...itemOf(shown),
      id: message.id,
      seq: message.seq,
      mine,
      sender: context.users.get(message.senderId),
      status: mine ? messageStatus(message, context.chat, context.userId) : undefined,
      syncing: waiting.length > 0,
    };
  });
}

/** Own messages that wait in the outbox, in the order they were written. */
export function pendingItems(context: ItemContext): MessageItem[] {
  const commands = commandsByMessage(context.outbox);
  return context.outbox.flatMap((entry) => {
    const message: Message | undefined = pendingMessage(entry, context.userId);
    const waiting = commands.get(entry.id) ?? [];
    const shown = message === undefined ? undefined : project(message, waiting, context.now);
    if (shown === undefined) return [];
    return {
      ...itemOf(shown),
      id: entry.accepted?.messageId,
      mine: true,
      sender: context.users.get(context.userId),
      status:
        entry.state === 'refused' ? ('failed' as const) : entry.state === 'accepted' ? ('sent' as const) : ('pending' as const),
      failure: entry.refusal,
      syncing: waiting.length > 0,
    };
  });
}
