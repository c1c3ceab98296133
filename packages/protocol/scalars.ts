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

/**
 * A string of at most `maxBytes` of UTF-8 that can be stored. A length past the limit is reported with
 * `params.tooLong`, which the edge answers with an error of its own.
 */
export function boundedText(maxBytes: number, options: { readonly min?: number } = {}) {
  return z
    .string()
    .min(options.min ?? 0, 'must not be empty')
    .refine((text) => fitsBytes(text, maxBytes), { error: `must take at most ${maxBytes} bytes`, params: { tooLong: true } })
    .refine(isStorable, 'must not contain NUL or lone surrogates')
    .meta({ maxLength: maxBytes });
}

/** A web address: http or https only, so that no client is led into running a script. */
export function webUrl(maxBytes: number) {
  return boundedText(maxBytes, { min: 1 })
    .refine((text) => /^https?:\/\/\S+$/i.test(text), 'must be an http or https address')
    .meta({ format: 'uri' });
}
