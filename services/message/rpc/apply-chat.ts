import type { MessageContext, Methods } from '../context.ts';
import { invalid, parseId } from '../domain/input.ts';
import { applyState } from '../membership/apply-state.ts';

/**
 * Takes in the state of a chat after a change, with the system message of the change.
 * @throws `request.invalid`.
 */
export function applyChat(
  context: Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships'>,
): Methods['applyChat'] {
  return {
    allow: ['service'],
    async handle({ state, event }) {
      if (state === undefined) throw invalid('state', 'must be given');
      parseId(state.chatId, 'state.chatId');
      await applyState(context, state, event === undefined ? undefined : { version: state.version, event });
      return {};
    },
  };
}
