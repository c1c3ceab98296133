import { fail } from '@parley/protocol/errors';

const DISPLAY_NAME_LENGTH = 64;
const ABOUT_LENGTH = 140;
const AVATAR_URL_LENGTH = 2048;
/** A person's own name for a contact has the limits of a display name. */
const CONTACT_NAME_LENGTH = DISPLAY_NAME_LENGTH;

/** Control characters, line breaks, and the marks that turn the direction of the text around a name. */
const FORBIDDEN_IN_NAMES = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const NUL = '\u0000';

/** Trims and checks a display name (1–64 characters, one line); throws `request.invalid`. */
export function parseDisplayName(displayName: string): string {
  return parseName('displayName', displayName, DISPLAY_NAME_LENGTH);
}

/** Trims and checks a person's own name for a contact; the empty one means none. Throws `request.invalid`. */
export function parseContactName(name: string): string | undefined {
  return name.trim() === '' ? undefined : parseName('name', name, CONTACT_NAME_LENGTH);
}

/** Trims and checks the about text (at most 140 characters); the empty one clears it. Throws `request.invalid`. */
export function parseAbout(about: string): string | undefined {
  const text = about.normalize('NFC').trim();
  if (characters(text) > ABOUT_LENGTH || text.includes(NUL))
    throw invalid('about', `Must be at most ${ABOUT_LENGTH} characters.`);
  return text === '' ? undefined : text;
}

/** Checks the address of a picture: http(s), or a path on this server. The empty one clears it. Throws `request.invalid`. */
export function parseAvatarUrl(url: string): string | undefined {
  if (url === '') return undefined;
  const isLocalPath = url.startsWith('/') && !url.startsWith('//') && URL.canParse(url, 'https://host.invalid');
  const isWebAddress = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
  if (url.length <= AVATAR_URL_LENGTH && !url.includes(NUL) && (isLocalPath || isWebAddress)) return url;
  throw invalid('avatarUrl', 'Must be an http or https address, or a path on this server.');
}

function parseName(path: string, value: string, maxLength: number): string {
  const name = value.normalize('NFC').trim();
  const length = characters(name);
  if (length >= 1 && length <= maxLength && !FORBIDDEN_IN_NAMES.test(name)) return name;
  throw invalid(path, `Must be 1 to ${maxLength} characters on one line.`);
}

/** Length in code points, which is what people count as characters in most scripts. */
function characters(text: string): number {
  return Array.from(text).length;
}

function invalid(path: string, message: string) {
  return fail('request.invalid', { issues: [{ path, message }] });
}
