import { z } from 'zod';
import { MAX_URL_BYTES } from './limits.ts';
import { boundedText, idSchema, webUrl } from './scalars.ts';

/** A stretch of a text, in UTF-16 code units. */
const span = { offset: z.number().int().min(0).max(65_535), length: z.number().int().min(1).max(65_535) };

const plainEntity = z.strictObject({
  type: z.enum(['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'code', 'quote']),
  ...span,
});

/** Formatting, a link or a mention in a text. Addresses written out in the text need none: clients find those by themselves. */
export const entitySchema = z
  .discriminatedUnion('type', [
    plainEntity,
    z.strictObject({ type: z.literal('pre'), ...span, language: boundedText(32).optional() }),
    z.strictObject({ type: z.literal('link'), ...span, url: webUrl(MAX_URL_BYTES) }),
    z.strictObject({ type: z.literal('mention'), ...span, userId: idSchema }),
  ])
  .meta({ id: 'Entity' });

export type Entity = z.infer<typeof entitySchema>;

/** Whether all stretches lie inside a text of `textLength` UTF-16 code units. */
export function entitiesFit(
  entities: readonly { readonly offset: number; readonly length: number }[],
  textLength: number,
): boolean {
  return entities.every((entity) => entity.offset + entity.length <= textLength);
}
