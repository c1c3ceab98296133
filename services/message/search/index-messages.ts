import type { Consumer, DomainEvent, EventBus } from '@parley/bus/events';
import type { Clock } from '@parley/kernel/clock';
import type { Queryable } from '@parley/postgres/database';
import type { Content } from '@parley/protocol/content';
import { searchableText } from '@parley/protocol/content-text';
import { textGrams } from '../domain/search-grams.ts';
import { type IndexEntry, putEntries, readContents } from '../store/search-index.ts';

/** Messages that are indexed at once: few, so that whoever sends meanwhile waits for milliseconds. */
const BATCH = 32;
/** Events of one call: each may stand for hundreds of messages, and a stop waits for the call. */
const EVENTS = 4;
/** After each batch the indexer rests for so many times what the batch took: a quarter of the time it works … */
const REST = 3;
/**
 * … and a sixteenth while messages wait to be written. Under a flood the index falls behind instead of slowing the sends, and catches up
 * afterwards; the durable position remembers how far it is.
 */
const REST_WHEN_CROWDED = 15;
const MAX_REST_MS = 1_000;

/** What the index is kept with. */
export interface IndexingContext {
  readonly db: Queryable;
  readonly clock: Clock;
  /** Whether messages wait to be written. */
  readonly lanes: { readonly crowded: boolean };
}

interface Range {
  readonly chatId: string;
  readonly low: number;
  readonly high: number;
}

/** Keeps the search index up to date from the durable events of messages. */
export async function followMessages(context: IndexingContext, events: EventBus): Promise<Consumer> {
  return events.consume(
    { stream: 'MESSAGES', durable: 'search-index', subjects: ['msg.new', 'msg.edited', 'msg.deleted'], batch: EVENTS },
    (batch) => indexEvents(context, batch),
  );
}

/**
 * Indexes what events tell of. A message is indexed as it is now, so repeated and late events do no harm: each change has an event that
 * comes after it.
 */
export async function indexEvents({ db, clock, lanes }: IndexingContext, events: readonly DomainEvent[]): Promise<void> {
  for (const ranges of batches(distinct(events.flatMap(rangesOf)))) {
    const from = clock.now();
    await putEntries(db, (await readContents(db, ranges)).map(toEntry));
    const rest = Math.min(MAX_REST_MS, (clock.now() - from) * (lanes.crowded ? REST_WHEN_CROWDED : REST));
    if (rest > 0) await new Promise<void>((resolve) => void clock.schedule(rest, resolve));
  }
}

function rangesOf({ subject, payload }: DomainEvent): Range[] {
  if (subject !== 'msg.new') {
    const { chatId, seq } = payload as { chatId: string; seq: number };
    return [{ chatId, low: seq, high: seq }];
  }
  const { chatIds, after, counts } = payload as { chatIds: string[]; after: number[]; counts: number[] };
  return chatIds.map((chatId, index) => ({
    chatId,
    low: (after[index] ?? 0) + 1,
    high: (after[index] ?? 0) + (counts[index] ?? 0),
  }));
}

/** Each message once: one that was sent and edited is in two events. */
function distinct(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [chatId, ofChat] of Map.groupBy(ranges, (range) => range.chatId)) {
    let covered = 0;
    for (const range of ofChat.toSorted((a, b) => a.low - b.low)) {
      const low = Math.max(range.low, covered + 1);
      if (low <= range.high) result.push({ chatId, low, high: range.high });
      covered = Math.max(covered, range.high);
    }
  }
  return result;
}

/** Cuts ranges so that no batch holds more than `BATCH` messages. */
function* batches(ranges: readonly Range[]): Generator<Range[]> {
  let batch: Range[] = [];
  let room = BATCH;
  for (const { chatId, low, high } of ranges) {
    for (let from = low; from <= high; ) {
      const to = Math.min(high, from + room - 1);
      batch.push({ chatId, low: from, high: to });
      room -= to - from + 1;
      from = to + 1;
      if (room > 0) continue;
      yield batch;
      batch = [];
      room = BATCH;
    }
  }
  if (batch.length > 0) yield batch;
}

function toEntry(message: Awaited<ReturnType<typeof readContents>>[number]): IndexEntry {
  const { content: json, ...rest } = message;
  const content = JSON.parse(json) as Content;
  return { ...rest, kind: content.type, grams: textGrams(searchableText(content)) };
}
