import { CHATS_SUBJECT } from '@parley/bus/live';
import { type Call, serviceCall } from '@parley/kernel/call';
import type { ChatContext } from '../context.ts';
import { toEventMessage, toState } from '../contract.ts';
import type { Chat } from '../domain/chat.ts';
import type { Step } from '../domain/events.ts';
import { publishStep, sendAway } from './live-frames.ts';

type Announcing = Pick<ChatContext, 'message' | 'live' | 'clock' | 'logger' | 'turns'>;

/** Ms that a change waits for the message service before it answers without it. */
const APPLY_TIMEOUT = 2_000;

/**
 * Tells of committed changes: first the connections of those who are out, so that they hear nothing more; then the message service,
 * so that what it enforces and the system message are there when the caller has its answer; then every node that caches
 * membership; then the people connected. One change of a chat is told before the next: who was removed and is back would else be
 * told last that they are out. Never fails: the durable event repeats what the message service missed, and the rest is a hint.
 * `before` is undefined for a new chat.
 */
export async function announce(context: Announcing, before: Chat | undefined, steps: readonly Step[], call: Call): Promise<void> {
  const [first] = steps;
  if (first === undefined) return;
  await context.turns.take(first.state.id, () => tell(context, before, first.state.id, steps, call));
}

/** Makes sure that the message service knows a committed state that somebody else may still be telling it; it ignores what it knows. */
export async function repeatState(context: Announcing, state: Chat, call: Call): Promise<void> {
  await context.turns.take(state.id, () => applyToMessages(context, [{ state }], call));
}

async function tell(
  context: Announcing,
  before: Chat | undefined,
  chatId: string,
  steps: readonly Step[],
  call: Call,
): Promise<void> {
  for (const step of steps) sendAway(context.live, step);
  await applyToMessages(context, steps, call);
  context.live.publish(CHATS_SUBJECT, { kind: 'chat.changed', chatId });
  let previous = before;
  for (const step of steps) {
    publishStep(context.live, previous, step);
    previous = step.state;
  }
}

async function applyToMessages(
  context: Announcing,
  steps: readonly (Pick<Step, 'state'> & Partial<Step>)[],
  call: Call,
): Promise<void> {
  try {
    for (const { state, event } of steps) {
      const deadline = context.clock.now() + APPLY_TIMEOUT;
      await context.message.applyChat(
        { state: toState(state), ...(event === undefined ? {} : { event: toEventMessage(event) }) },
        { ...serviceCall('chat', call), deadline },
      );
    }
  } catch (error) {
    context.logger.warn(
      { err: error, chatId: steps[0]?.state.id },
      'the message service did not take a change of a chat; its durable event will repeat it',
    );
  }
}
