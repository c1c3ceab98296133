import { userSubject } from '@parley/bus/live';
import type { Plain } from '@parley/kernel/contract';
import type { Queryable } from '@parley/postgres/database';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatEvent } from '@parley/proto/parley/message/v1/message_pb';
import type { MessageContext } from '../context.ts';
import { derivedId } from '../domain/derived-id.ts';
import type { Appended } from '../lanes/lane.ts';
import { announce, messageNewFrame } from '../live/announce.ts';
import { append } from '../store/append.ts';
import { holdHead, writeState } from '../store/write-membership.ts';

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships'>;

/** A version of a chat and what led to it. */
export interface ChatStep {
  /** Version that the event led to; the state may be newer. */
  readonly version: number;
  readonly event: Plain<ChatEvent>;
}

/**
 * Makes the projection follow a state of the chat service, and writes the system message of the step that led there, in one transaction:
 * so what somebody may read begins and ends exactly at the message that says so. A state that is not newer is ignored, a message that is
 * there is not written again, hence anything may be repeated and come in any order.
 */
export async function applyState(context: Context, state: Plain<ChatState>, step: ChatStep | undefined): Promise<void> {
  const { db, clock, memberships } = context;
  const at = clock.now();
  const { written, left } = await db.transaction(async (tx) => {
    const head = await holdHead(tx, state, at);
    const system =
      step === undefined || step.event.content === '' ? undefined : await appendSystem(tx, context, state.chatId, step, at);
    if (state.version <= head.version) return { written: system, left: [] };
    const gone = await writeState(tx, state, { joinedSeq: head.lastSeq, leftSeq: system?.seq ?? head.lastSeq });
    return { written: system, left: gone };
  });
  memberships.forget(state.chatId);
  if (written === undefined) return;
  const chat = await memberships.get(state.chatId);
  if (chat !== undefined) announce(context.live, [{ ...written, chat }]);
  // Those who left are no longer among the members, but this message is still for them.
  const frame = messageNewFrame(written);
  for (const userId of left) context.live.publish(userSubject(userId), { kind: 'frame', frame });
}

/** Client message id of the system message of the step that led to a version of a chat. */
export function stepMessageId(chatId: string, version: number): string {
  return derivedId('chat-step', chatId, String(version));
}

async function appendSystem(
  tx: Queryable,
  { ids }: Context,
  chatId: string,
  step: ChatStep,
  at: number,
): Promise<Omit<Appended, 'chat'> | undefined> {
  const { by, content } = step.event;
  const clientMsgId = stepMessageId(chatId, step.version);
  const message = { id: ids.uuid(), chatId, senderId: by, clientMsgId, content, mentions: [] };
  const outcome = await append(tx, [message], at, ids.uuid());
  if (outcome.kind === 'refused') return undefined;
  tx.announce('message.outbox');
  return { message, seq: outcome.seqs[0] ?? 0, createdAt: at };
}
