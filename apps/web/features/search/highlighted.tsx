import { excerpt, type Span } from './excerpt.ts';

/** A stretch of a text around its first highlight, with the highlights marked. */
export function Highlighted({ text, spans }: { readonly text: string; readonly spans: readonly Span[] }) {
  return excerpt(text, spans).map((part, index) =>
    part.marked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move.
      <mark key={index} className="rounded bg-saffron-tint font-semibold text-ink">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
