import { z } from 'zod';
import { fitsBytes, isStorable } from './utf8.ts';

/** A UUID. Upper case is taken and made lower, so that ids can be compared as strings everywhere behind the edge. */
export const idSchema = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/, 'must be a UUID')
  .meta({ format: 'uuid' });

/** Place of a message in its chat: from 1, dense. Zero stands for "none yet". */
export const seqSchema = z.number().int().min(0);

/** A time that the server gives: ISO 8601, UTC, with milliseconds. */
export const timeSchema = z.string().meta({ format: 'date-time' });

/** A time that a client gives: ISO 8601 with `Z` or an offset. */
export const inputTimeSchema = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time' });

interface TextOptions {
  /** UTF-16 code units, at least. */
  readonly min?: number;
  /** UTF-16 code units at the most, where that is fewer than the bytes would allow. */
  readonly max?: number;
}

/**
 * A string of at most `maxBytes` of UTF-8 that can be stored. Bytes past the limit are reported with `params.tooLong`, which
 * the edge answers with an error of its own.
 */
export function boundedText(maxBytes: number, { min = 0, max = maxBytes }: TextOptions = {}) {
  return (
    z
      .string()
      .min(min, 'must not be empty')
      // What is past the bytes too is reported once, by the check after this one.
      .refine((text) => text.length <= max || text.length > maxBytes, { error: `must have at most ${max} characters` })
      .refine((text) => fitsBytes(text, maxBytes), {
        error: `must take at most ${maxBytes} bytes`,
        params: { tooLong: true },
      })
      .refine(isStorable, 'must not contain NUL or lone surrogates')
      .meta({ maxLength: max })
  );
}

/** A web address: http or https only, so that no client is led into running a script. */
export function webUrl(maxBytes: number) {
  return boundedText(maxBytes, { min: 1 })
    .refine((text) => /^https?:\/\/\S+$/i.test(text), 'must be an http or https address')
    .meta({ format: 'uri' });
}
