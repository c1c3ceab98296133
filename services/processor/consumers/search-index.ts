import type { ProcessorConsumer } from '../consumer.ts';
import { batches, rangesOf } from './message-ranges.ts';

/** Messages that are indexed at once: few, so that whoever sends meanwhile waits for milliseconds. */
const BATCH = 32;
/** Events of one call: each may stand for hundreds of messages, and a stop waits for the call. */
const EVENTS = 4;

/**
 * Keeps the search index up to date. The message instance that answers sets the pace: it answers when the database has had a rest. A message is
 * indexed as it is then, so repeated and late events do no harm: each change has an event that comes after it.
 */
export const searchIndex: ProcessorConsumer = {
  options: {
    stream: 'MESSAGES',
    durable: 'search-index',
    subjects: ['msg.new', 'msg.edited', 'msg.deleted'],
    batch: EVENTS,
  },
  async handle({ message, call }, events) {
    for (const ranges of batches(rangesOf(events), BATCH)) await message.indexMessages({ ranges }, call());
  },
};
