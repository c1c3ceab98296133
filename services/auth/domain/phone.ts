import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';

/** Longer input than any way to write a number: not worth parsing. */
const MAX_INPUT_LENGTH = 40;

/**
 * A phone number in E.164 (`+4915112345678`), or undefined where it can't be one. Numbers are checked for a possible length
 * only: lists of assigned ranges age, and a number that is refused wrongly locks its owner out.
 *
 * @param country ISO 3166 alpha-2 country of a national number.
 */
export function parsePhone(input: string, country?: string): string | undefined {
  if (input.length > MAX_INPUT_LENGTH) return undefined;
  const region = country?.toUpperCase();
  const parsed = parsePhoneNumberFromString(
    input,
    region !== undefined && isSupportedCountry(region) ? (region as CountryCode) : undefined,
  );
  return parsed?.isPossible() ? parsed.number : undefined;
}
