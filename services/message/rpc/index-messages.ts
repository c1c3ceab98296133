import type { Clock } from '@parley/kernel/clock';
import type { Queryable } from '@parley/postgres/database';
import type { Content } from '@parley/protocol/content';
import { searchableText } from '@parley/protocol/content-text';
import type { Methods } from '../context.ts';
import { invalid, parseId, parseSeq } from '../domain/input.ts';
import { textGrams } from '../domain/search-grams.ts';
import { type IndexEntry, type IndexedMessage, putEntries, readContents } from '../store/search-index.ts';

/** Messages of one call. */
const MAX_MESSAGES = 256;
/** After each call the index rests for so many times what the call took: a quarter of the time it works … */
const REST = 3;
/**
 * … and a sixteenth while messages wait to be written. Under a flood the index falls behind instead of slowing the sends, and catches up
 * afterwards; whoever follows the events remembers how far it is.
 */
const REST_WHEN_CROWDED = 15;
const MAX_REST_MS = 1_000;

/** What the index is kept with. */
export interface IndexingContext {
  readonly db: Queryable;
  readonly clock: Clock;
  /** Whether messages wait to be written here. */
  readonly lanes: { readonly crowded: boolean };
}

/**
 * Indexes messages as they are now, so repeating it, early or late, does no harm. Answers when the database has had a rest from it: whoever
 * asks for one batch after the other makes way for those who send.
 * @throws `request.invalid`.
 */
export function indexMessages({ db, clock, lanes }: IndexingContext): Methods['indexMessages'] {
  return {
    allow: ['service'],
    async handle({ ranges }) {
      let messages = 0;
      for (const { chatId, low, high } of ranges) {
        parseId(chatId, 'ranges.chatId');
        messages += Math.max(0, parseSeq(high, 'ranges.high') - parseSeq(low, 'ranges.low') + 1);
      }
      if (messages > MAX_MESSAGES) throw invalid('ranges', `must hold at most ${MAX_MESSAGES} messages`);
      const from = clock.now();
      await align(db, ranges);
      const rest = Math.min(MAX_REST_MS, (clock.now() - from) * (lanes.crowded ? REST_WHEN_CROWDED : REST));
      if (rest > 0) await new Promise<void>((resolve) => void clock.schedule(rest, resolve));
      return {};
    },
  };
}

/**
 * What was written is read once more: another instance may have read a later state of a message and written it in between, and this one
 * would have put the earlier state in its place.
 */
async function align(db: Queryable, ranges: Parameters<typeof readContents>[1]): Promise<void> {
  const indexed = new Map<string, string>();
  const keyOf = ({ chatId, seq }: IndexedMessage): string => `${chatId} ${seq}`;
  for (;;) {
    const stale = (await readContents(db, ranges)).filter((message) => indexed.get(keyOf(message)) !== message.content);
    if (stale.length === 0) return;
    await putEntries(db, stale.map(toEntry));
    for (const message of stale) indexed.set(keyOf(message), message.content);
  }
}

function toEntry({ content: json, ...rest }: IndexedMessage): IndexEntry {
  const content = JSON.parse(json) as Content;
  return { ...rest, kind: content.type, grams: textGrams(searchableText(content)) };
}
