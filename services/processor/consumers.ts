import type { ProcessorConsumer } from './consumer.ts';
import { searchIndex } from './consumers/search-index.ts';

/** Everything that this target does: a line each. */
export const consumers: readonly ProcessorConsumer[] = [searchIndex];
