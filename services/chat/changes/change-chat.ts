import { type Call, callingUser } from '@parley/kernel/call';
import type { Ids } from '@parley/kernel/ids';
import { isUuid } from '@parley/kernel/uuid';
import type { Queryable } from '@parley/postgres/database';
import { fail } from '@parley/protocol/errors';
import { requireRight } from '../access.ts';
import type { ChatContext } from '../context.ts';
import { applyChange, type Change } from '../domain/change.ts';
import type { Chat, Member } from '../domain/chat.ts';
import { changeEvent, type Step } from '../domain/events.ts';
import type { Action } from '../domain/roles.ts';
import { lockChat } from '../store/read-chat.ts';
import { writeChange } from '../store/write-chat.ts';
import { announce, repeatState } from './announce.ts';
import { appendSteps } from './outbox.ts';

interface Outcome {
  readonly before: Chat;
  readonly steps: readonly Step[];
}

/**
 * Changes a group, or with `anyChat` any chat, on behalf of the calling user: locks it, decides, writes the changes with their events in one transaction,
 * then tells the message service and whoever is connected. Answers the chat as it is then.
 * @throws what `requireRight` and `decide` throw, `chat.not_a_group`.
 */
export async function changeGroup(
  context: ChatContext,
  call: Call,
  request: { readonly chatId: string; readonly action: Action; readonly anyChat?: boolean },
  decide: (chat: Chat, actor: Member) => readonly Change[],
): Promise<Chat> {
  const { userId } = callingUser(call);
  if (!isUuid(request.chatId)) throw fail('chat.not_found');
  const at = context.clock.now();
  const outcome = await context.db.transaction(async (tx): Promise<Outcome> => {
    const before = await lockChat(tx, request.chatId);
    const { chat, member } = await requireRight(tx, before, userId, request.action);
    if (chat.type !== 'group' && request.anyChat !== true) throw fail('chat.not_a_group');
    return write(tx, context.ids, chat, decide(chat, member), userId, at);
  });
  await announce(context, outcome.before, outcome.steps, call);
  return outcome.steps.at(-1)?.state ?? outcome.before;
}

/**
 * Sets or lifts a block in the direct chat of two people; what is so already changes nothing. Answers whether anything changed. Either
 * way the message service knows before this answers: it may be another call that changed it and is still telling.
 */
export async function changeBlock(
  context: ChatContext,
  call: Call,
  chatId: string,
  block: { readonly blockerId: string; readonly blocked: boolean },
): Promise<boolean> {
  const at = context.clock.now();
  const outcome = await context.db.transaction(async (tx): Promise<Outcome | undefined> => {
    const before = await lockChat(tx, chatId);
    if (before === undefined) return undefined;
    const isSo = before.blockedBy.includes(block.blockerId) === block.blocked;
    return write(tx, context.ids, before, isSo ? [] : [{ kind: 'block', ...block }], block.blockerId, at);
  });
  if (outcome === undefined) return false;
  const changed = outcome.steps.length > 0;
  if (changed) await announce(context, outcome.before, outcome.steps, call);
  else await repeatState(context, outcome.before, call);
  return changed;
}

async function write(
  tx: Queryable,
  ids: Ids,
  before: Chat,
  changes: readonly Change[],
  by: string,
  at: number,
): Promise<Outcome> {
  const steps: Step[] = [];
  let state = before;
  for (const change of changes) {
    state = applyChange(state, change, at);
    await writeChange(tx, state, change, at);
    steps.push({ state, event: changeEvent(change, by, at) });
  }
  await appendSteps(tx, ids, steps);
  return { before, steps };
}
