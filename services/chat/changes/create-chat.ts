import type { Call } from '@parley/kernel/call';
import type { Ids } from '@parley/kernel/ids';
import type { Queryable } from '@parley/postgres/database';
import type { ChatContext } from '../context.ts';
import type { Chat } from '../domain/chat.ts';
import { creationEvent, type Step } from '../domain/events.ts';
import { claimPair, findPairChat } from '../store/direct-pairs.ts';
import { insertChat } from '../store/write-chat.ts';
import { announce } from './announce.ts';
import { appendSteps } from './outbox.ts';

/** What a chat may exist only once for. */
export interface Claim {
  /** Claims it for the new chat; false when there is one already. */
  readonly take: (tx: Queryable, chatId: string) => Promise<boolean>;
  /** The chat that there is. */
  readonly find: (tx: Queryable) => Promise<string | undefined>;
}

/** Writes a new chat made by `by` with its event, and tells of it. */
export async function createChat(context: ChatContext, call: Call, chat: Chat, by: string): Promise<void> {
  const step = await context.db.transaction((tx) => insert(tx, context.ids, chat, by));
  await announce(context, undefined, [step], call);
}

/** Does so unless there is one by now for what it claims; answers the id of the one there is. */
export async function createChatOnce(
  context: ChatContext,
  call: Call,
  chat: Chat,
  by: string,
  claim: Claim,
): Promise<{ readonly chatId: string; readonly created: boolean }> {
  const outcome = await context.db.transaction(async (tx): Promise<Step | string> => {
    if (await claim.take(tx, chat.id)) return insert(tx, context.ids, chat, by);
    const existing = await claim.find(tx);
    if (existing === undefined) throw new Error('what could not be claimed has no chat');
    return existing;
  });
  if (typeof outcome === 'string') return { chatId: outcome, created: false };
  await announce(context, undefined, [outcome], call);
  return { chatId: chat.id, created: true };
}

/** A new chat of two people, or of one with themselves, unless there is one by now. */
export function createPairChat(
  context: ChatContext,
  call: Call,
  chat: Chat,
  pair: readonly [by: string, other: string],
): Promise<{ readonly chatId: string; readonly created: boolean }> {
  return createChatOnce(context, call, chat, pair[0], {
    take: (tx, chatId) => claimPair(tx, ...pair, chatId),
    find: (tx) => findPairChat(tx, ...pair),
  });
}

async function insert(tx: Queryable, ids: Ids, chat: Chat, by: string): Promise<Step> {
  await insertChat(tx, chat);
  const step: Step = { state: chat, event: creationEvent(chat, by) };
  await appendSteps(tx, ids, [step]);
  return step;
}
