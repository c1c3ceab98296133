import type { DraftContent } from '@parley/protocol/content';
import { fail } from '@parley/protocol/errors';
import { MAX_CONTENT_BYTES } from '@parley/protocol/limits';
import { fitsBytes } from '@parley/protocol/utf8';

/**
 * Content as the message service keeps it. What is larger than a live frame can carry is refused, even where each of its
 * parts is within its limit.
 *
 * @throws `message.too_long`
 */
export function encodeContent(content: DraftContent): string {
  const json = JSON.stringify(content);
  if (!fitsBytes(json, MAX_CONTENT_BYTES)) throw fail('message.too_long');
  return json;
}
