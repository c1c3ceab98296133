/** Offset and length in UTF-16 code units. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface ExcerptPart {
  readonly text: string;
  readonly marked: boolean;
}

/** Characters kept before the first highlight, so that it is in sight in two lines. */
const lead = 32;

/** Cuts a text into marked and plain parts, leaving out what is far before the first mark. Spans outside of the text are left out. */
export function excerpt(text: string, spans: readonly Span[]): readonly ExcerptPart[] {
  const sorted = spans
    .filter(({ offset, length }) => offset >= 0 && offset + length <= text.length)
    .toSorted((a, b) => a.offset - b.offset);
  const start = startBefore(text, sorted[0]?.offset ?? 0);
  const parts: ExcerptPart[] = [];
  let end = start;
  for (const { offset, length } of sorted) {
    if (offset < end) continue;
    if (offset > end) parts.push({ text: text.slice(end, offset), marked: false });
    parts.push({ text: text.slice(offset, offset + length), marked: true });
    end = offset + length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), marked: false });
  return start > 0 ? [{ text: '… ', marked: false }, ...parts] : parts;
}

/** A place before an offset where a word begins; 0 when the offset is near the start. */
function startBefore(text: string, offset: number): number {
  if (offset <= lead) return 0;
  const blank = text.indexOf(' ', offset - lead);
  return blank >= 0 && blank < offset ? blank + 1 : offset;
}
