import type { ProcessorConsumer } from '../consumer.ts';
import { batches, rangesOf } from './message-ranges.ts';

/** Messages that are indexed at once: few, so that whoever sends meanwhile waits for milliseconds. */
const BATCH = 64;
/** Events that are taken at once: at a quiet time each is a single message, in a flood each is hundreds. */
const EVENTS = 32;

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
  async handle({ message, stopping, call }, events) {
    for (const ranges of batches(rangesOf(events), BATCH)) {
      if (stopping()) throw new Error('the index goes on after the next start');
      await message.indexMessages({ ranges }, call());
    }
  },
};
