import type { OutboxLog } from '@parley/postgres/outbox';
import type { MessageContext, Methods } from './context.ts';
import { createAdmission } from './lanes/admit.ts';
import type { Appended } from './lanes/lane.ts';
import { createLanes, type Lanes } from './lanes/lanes.ts';
import { announce } from './live/announce.ts';
import type { messageMetrics } from './metrics.ts';
import type { Receipts } from './receipts/receipts.ts';
import { sendMethod } from './rpc/send.ts';
import { append, firstResults } from './store/append.ts';
import { readQuote } from './store/read-quote.ts';

interface SendingContext extends MessageContext {
  readonly log: Pick<OutboxLog, 'announce'>;
  readonly receipts: Pick<Receipts, 'sent'>;
  readonly metrics: ReturnType<typeof messageMetrics>;
  /** Batches that may be written at once. */
  readonly laneCount: number;
  /** Told of what was written: when it disappears, it is to be erased. */
  readonly tellDue: (batch: readonly Appended[]) => void;
}

/** The way of a message: authorised, numbered and committed in its chat's lane, then announced, then acknowledged. */
export function createSending(context: SendingContext): { readonly send: Methods['send']; readonly lanes: Lanes } {
  const { db, live, clock, ids, logger, memberships, log, receipts, metrics } = context;
  const lanes = createLanes(context.laneCount, {
    clock,
    ids,
    admission: createAdmission(memberships),
    append: (batch, at, eventId, versions) => append(db, batch, at, eventId, versions),
    firstResults: (repeats) => firstResults(db, repeats),
    onAppended(batch) {
      metrics.stored(batch.length);
      announce(live, batch);
      receipts.sent(batch);
      context.tellDue(batch);
      log.announce();
    },
    onFailure(error, messages) {
      metrics.failed(messages);
      logger.error({ err: error, messages }, 'a batch of messages could not be written');
    },
  });
  const quote = (chatId: string, messageId: string, userId: string) => readQuote(db, chatId, messageId, userId, clock.now());
  return { send: sendMethod({ memberships, lanes, ids, logger, quote }), lanes };
}
