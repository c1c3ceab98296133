import type { DomainEvent } from '@parley/bus/events';

/** Messages of a chat, both ends included. */
export interface Range {
  readonly chatId: string;
  readonly low: number;
  readonly high: number;
}

/** The messages that events of `MESSAGES` tell of, each once: one that was sent and edited is in two events. */
export function rangesOf(events: readonly DomainEvent[]): Range[] {
  return distinct(events.flatMap(rangesOfEvent));
}

function rangesOfEvent({ subject, payload }: DomainEvent): Range[] {
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

/** Cuts ranges so that no batch holds more than `size` messages. */
export function* batches(ranges: readonly Range[], size: number): Generator<Range[]> {
  let batch: Range[] = [];
  let room = size;
  for (const { chatId, low, high } of ranges) {
    for (let from = low; from <= high; ) {
      const to = Math.min(high, from + room - 1);
      batch.push({ chatId, low: from, high: to });
      room -= to - from + 1;
      from = to + 1;
      if (room > 0) continue;
      yield batch;
      batch = [];
      room = size;
    }
  }
  if (batch.length > 0) yield batch;
}
