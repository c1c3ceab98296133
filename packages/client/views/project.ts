import { mentionsOf } from '@parley/protocol/content-text';
import type { Message } from '@parley/protocol/message';
import { isMessageCommand, type MessageCommand } from '../outbox/satisfied.ts';
import type { OutboxEntry } from '../store/records.ts';
import type { MessageItem } from './message-item.ts';

/** What a message will be once the server has carried out what waits for it; undefined when it will be hidden. */
export function project(message: Message, commands: readonly MessageCommand[], now: number): Message | undefined {
  let projected: Message | undefined = message;
  for (const command of commands) projected = projected === undefined ? undefined : projectOne(projected, command, now);
  return projected;
}

/** Commands that wait, by the message they are about. */
export function commandsByMessage(entries: readonly OutboxEntry[]): ReadonlyMap<string, readonly MessageCommand[]> {
  const byMessage = new Map<string, MessageCommand[]>();
  for (const { command } of entries) {
    if (!isMessageCommand(command)) continue;
    for (const key of [command.target.id, command.target.clientMsgId]) {
      if (key !== undefined) byMessage.set(key, [...(byMessage.get(key) ?? []), command]);
    }
  }
  return byMessage;
}

/** A message that waits in the outbox, as the message it will be; its `seq` is none yet. */
export function pendingMessage(entry: OutboxEntry, userId: string): Message | undefined {
  const { command, chatId, id, createdAt, accepted } = entry;
  if (command.kind !== 'send') return undefined;
  const mentions = mentionsOf(command.content);
  return {
    id: accepted?.messageId ?? id,
    chatId,
    seq: accepted?.seq ?? 0,
    senderId: userId,
    clientMsgId: id,
    createdAt: accepted?.createdAt ?? new Date(createdAt).toISOString(),
    content: command.content,
    ...(command.replyTo === undefined ? {} : { replyTo: command.replyTo }),
    ...(mentions.length === 0 ? {} : { mentions }),
  };
}

/** The fields of an item that follow from the message alone. */
export function itemOf(
  message: Message,
): Pick<
  MessageItem,
  | 'key'
  | 'chatId'
  | 'clientMsgId'
  | 'senderId'
  | 'at'
  | 'editedAt'
  | 'deleted'
  | 'content'
  | 'expiresAt'
  | 'replyTo'
  | 'forwardedFrom'
  | 'mentions'
  | 'reactions'
  | 'starred'
> {
  return {
    key: message.clientMsgId,
    chatId: message.chatId,
    clientMsgId: message.clientMsgId,
    senderId: message.senderId,
    at: Date.parse(message.createdAt),
    editedAt: message.editedAt === undefined ? undefined : Date.parse(message.editedAt),
    deleted: message.deletedAt !== undefined,
    content: message.content,
    expiresAt: message.expiresAt === undefined ? undefined : Date.parse(message.expiresAt),
    replyTo: message.replyTo,
    forwardedFrom: message.forwardedFrom,
    mentions: message.mentions ?? [],
    reactions: message.reactions ?? [],
    starred: message.starred ?? false,
  };
}

function projectOne(message: Message, command: MessageCommand, now: number): Message | undefined {
  switch (command.kind) {
    case 'edit':
      return {
        ...message,
        content: command.content,
        mentions: mentionsOf(command.content),
        editedAt: new Date(now).toISOString(),
      };
    case 'delete':
      if (command.scope === 'me') return undefined;
      return {
        ...message,
        deletedAt: new Date(now).toISOString(),
        content: { type: 'system', event: 'message.deleted' },
        reactions: [],
      };
    case 'star':
      return { ...message, starred: command.on };
    case 'react':
      return { ...message, reactions: react(message.reactions ?? [], command.emoji, command.on) };
  }
}

type Reactions = NonNullable<Message['reactions']>;

function react(reactions: Reactions, emoji: string, on: boolean): Reactions {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  if ((known?.mine ?? false) === on) return reactions;
  if (known === undefined) return [...reactions, { emoji, count: 1, mine: true }];
  const changed = { emoji, count: known.count + (on ? 1 : -1), mine: on };
  return reactions.flatMap((reaction) => (reaction !== known ? reaction : changed.count > 0 ? changed : []));
}
