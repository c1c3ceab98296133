import type { Content, DraftContent } from '@parley/protocol/content';
import { draftContentSchema } from '@parley/protocol/content';
import { fail } from '@parley/protocol/errors';
import { MAX_CONTENT_BYTES } from '@parley/protocol/limits';
import { fitsBytes } from '@parley/protocol/utf8';

const CAPTIONED: ReadonlySet<string> = new Set<Content['type']>(['image', 'video', 'audio', 'voice', 'document']);
/** What an edit may change. */
const WORDS: ReadonlySet<string> = new Set(['text', 'caption', 'entities', 'preview']);

/**
 * The content after an edit: the text, or the caption of a medium, in place of what was there.
 * @param wanted Content of the public protocol, as JSON.
 * @throws `message.content_invalid`, `message.too_long`; `message.not_editable` where anything but the words would change.
 */
export function editedContent(current: Content, wanted: string): DraftContent {
  if (!fitsBytes(wanted, MAX_CONTENT_BYTES)) throw fail('message.too_long');
  const edited = parseDraft(wanted);
  if (edited.type !== current.type || !(current.type === 'text' || CAPTIONED.has(current.type)) || !sameBut(current, edited)) {
    throw fail('message.not_editable', { message: 'Only the text or the caption of a message can be edited.' });
  }
  return edited;
}

function parseDraft(json: string): DraftContent {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw fail('message.content_invalid', { cause });
  }
  const result = draftContentSchema.safeParse(value);
  if (!result.success) throw fail('message.content_invalid', { cause: result.error });
  return result.data;
}

function sameBut(current: Content, edited: DraftContent): boolean {
  return Bun.deepEquals(withoutWords(current), withoutWords(edited));
}

function withoutWords(content: Content): Record<string, unknown> {
  return Object.fromEntries(Object.entries(content).filter(([key]) => !WORDS.has(key)));
}
