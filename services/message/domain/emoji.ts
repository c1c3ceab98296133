import { MAX_EMOJI_BYTES } from '@parley/protocol/limits';
import { fitsBytes } from '@parley/protocol/utf8';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Pictographs, flags (pairs of regional indicators) and keycaps; sequences of them are one grapheme. */
const PICTOGRAPH = /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20e3/u;

/** Whether a text is one emoji: one character as people count them (Unicode UAX #29), and a pictograph. */
export function isEmoji(text: string): boolean {
  if (!fitsBytes(text, MAX_EMOJI_BYTES) || !PICTOGRAPH.test(text)) return false;
  const [first, second] = graphemes.segment(text);
  return first !== undefined && second === undefined;
}
