import type { Consumer, DomainEvent, EventBus } from '@parley/bus/events';
import { serviceCall } from '@parley/kernel/call';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import { AppError } from '@parley/kernel/errors';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatEvent } from '@parley/proto/parley/message/v1/message_pb';
import type { MessageContext } from '../context.ts';
import { touchMember as touchRow } from '../store/touch-member.ts';
import { applyState, stepMessageId } from './apply-state.ts';

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships'> & {
  readonly chat: Pick<ServiceClient<typeof ChatService>, 'getChatParticipants'>;
};

/** What the chat service puts into its events. */
interface StepPayload {
  readonly chatId: string;
  readonly version: number;
  readonly event: Plain<ChatEvent>;
}

const STEPS = ['chat.created', 'chat.updated', 'group.member.added', 'group.member.removed', 'group.member.role'];
/** Somebody changed what they set for themselves alone. */
const SETTINGS = 'chat.settings';

/** Follows the durable events of chats, for the changes that the chat service could not tell directly. */
export async function followChats(context: Context, events: EventBus): Promise<Consumer> {
  return events.consume({ stream: 'CHATS', durable: 'message-membership', subjects: [...STEPS, SETTINGS] }, async (batch) => {
    for (const event of batch) await (event.subject === SETTINGS ? touch(context, event) : repeatStep(context, event));
  });
}

const APPLIED = `SELECT h.chat_version >= $2::bigint AS known,
  EXISTS (SELECT FROM message.messages AS m WHERE m.chat_id = h.chat_id AND m.client_msg_id = $3::uuid) AS told
  FROM message.heads AS h WHERE h.chat_id = $1::uuid`;

async function touch({ db }: Context, { payload }: DomainEvent): Promise<void> {
  const { chatId, userId } = payload as { readonly chatId: string; readonly userId: string };
  await touchRow(db, chatId, userId);
}

/** Usually the step was applied when it was made, and one look-up says so. */
async function repeatStep(context: Context, event: DomainEvent): Promise<void> {
  const { chatId, version, event: happened } = event.payload as StepPayload;
  const [applied] = await context.db.query<{ known: boolean; told: boolean }>(APPLIED, [
    chatId,
    version,
    stepMessageId(chatId, version),
  ]);
  if (applied?.known === true && (applied.told || happened.content === '')) return;
  try {
    const state = await context.chat.getChatParticipants({ chatId }, serviceCall('message'));
    await applyState(context, state, { version, event: happened });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'chat.not_found')) throw error;
    context.logger.warn({ chatId }, 'an event tells of a chat that no longer exists');
  }
}
