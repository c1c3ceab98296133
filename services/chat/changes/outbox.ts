import type { Ids } from '@parley/kernel/ids';
import type { Queryable } from '@parley/postgres/database';
import { appendEvents } from '@parley/postgres/outbox';
import { toEventMessage } from '../contract.ts';
import type { Step } from '../domain/events.ts';

/**
 * Writes the durable events of steps, in the transaction that makes them. The payload is the event as the message
 * service takes it, with the chat and the version it led to.
 */
export async function appendSteps(tx: Queryable, ids: Ids, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return;
  await appendEvents(
    tx,
    'chat',
    steps.map(({ state, event }) => ({
      id: ids.uuid(),
      subject: event.type,
      key: state.id,
      at: event.at,
      payload: { chatId: state.id, version: state.version, event: toEventMessage(event) },
    })),
  );
}

/** Writes the durable event of a change that somebody made for themselves alone, in its transaction. `at`: epoch ms. */
export async function appendSettings(
  tx: Queryable,
  { id, chatId, userId, at }: { readonly id: string; readonly chatId: string; readonly userId: string; readonly at: number },
): Promise<void> {
  await appendEvents(tx, 'chat', [{ id, subject: 'chat.settings', key: chatId, at, payload: { chatId, userId } }]);
}
