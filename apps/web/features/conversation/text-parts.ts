import type { Entity } from '@parley/protocol/entity';

/** A stretch of a text and how it is shown. */
export type TextPart =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'mention'; readonly text: string; readonly userId: string }
  | { readonly kind: 'style'; readonly text: string; readonly style: Style };

/** Ways to style a stretch. */
export type Style = Exclude<Entity['type'], 'mention' | 'link'>;

interface Span {
  readonly offset: number;
  readonly length: number;
  part(text: string): TextPart;
}

/** Web addresses as people write them; what follows a sentence (`.`, `)`) is not part of one. */
const address = /\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]}]/giu;

/**
 * Cuts a text into parts by its entities, and by the web addresses in what remains. Entities that overlap an earlier one, or
 * that lie outside of the text, are left out: what a peer sends is shown, not trusted.
 */
export function textParts(text: string, entities: readonly Entity[] = []): readonly TextPart[] {
  const given = entities.map(spanOf).filter((span) => span !== undefined);
  const found = [...text.matchAll(address)].map(
    (match): Span => ({ offset: match.index, length: match[0].length, part: addressPart }),
  );
  const spans = [...given, ...found].sort((a, b) => a.offset - b.offset);

  const parts: TextPart[] = [];
  let end = 0;
  for (const { offset, length, part } of spans) {
    if (offset < end || length <= 0 || offset + length > text.length) continue;
    if (offset > end) parts.push({ kind: 'plain', text: text.slice(end, offset) });
    parts.push(part(text.slice(offset, offset + length)));
    end = offset + length;
  }
  if (end < text.length) parts.push({ kind: 'plain', text: text.slice(end) });
  return parts;
}

function addressPart(text: string): TextPart {
  return { kind: 'link', text, url: /^https?:/iu.test(text) ? text : `https://${text}` };
}

function spanOf(entity: Entity): Span | undefined {
  const { offset, length } = entity;
  switch (entity.type) {
    case 'mention':
      return { offset, length, part: (text) => ({ kind: 'mention', text, userId: entity.userId }) };
    case 'link':
      // Only web addresses become links: `javascript:` and the like stay text.
      return /^https?:\/\//iu.test(entity.url)
        ? { offset, length, part: (text) => ({ kind: 'link', text, url: entity.url }) }
        : undefined;
    default:
      return { offset, length, part: (text) => ({ kind: 'style', text, style: entity.type }) };
  }
}

/** True when a text is one to three emoji and nothing else; it is then shown large. */
export function isEmojiOnly(text: string): boolean {
  return /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text.trim());
}
