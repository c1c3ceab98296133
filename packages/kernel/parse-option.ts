import { resolve } from 'node:path';
import type { OptionSpec } from './options.ts';
import { formatBytes, formatDuration, parseBytes, parseDuration } from './units.ts';

const TRUE = new Set(['true', 'on', 'yes', '1']);
const FALSE = new Set(['false', 'off', 'no', '0']);

/** What an option may be, in words that end a sentence: `a whole number from 1 to 65535`. */
export function describeValues(spec: OptionSpec<unknown>): string {
  switch (spec.kind) {
    case 'string':
      return 'a text';
    case 'integer':
      return `a whole number${rangeOf(spec, String)}`;
    case 'boolean':
      return 'on or off';
    case 'enum':
      return `one of ${(spec.choices ?? []).join(', ')}`;
    case 'duration':
      return `a duration such as 500ms, 30s, 15m, 24h or 7d${rangeOf(spec, formatDuration)}`;
    case 'bytes':
      return `a size such as 512, 64KiB or 10MB${rangeOf(spec, formatBytes)}`;
    case 'url':
      return spec.schemes === undefined
        ? 'a URL'
        : `a URL that starts with ${spec.schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
    case 'path':
      return 'a path';
    case 'list':
      return spec.choices === undefined
        ? 'a list separated by commas'
        : `a list separated by commas, of ${spec.choices.join(', ')}`;
  }
}

function rangeOf(spec: OptionSpec<unknown>, format: (value: number) => string): string {
  if (spec.min !== undefined && spec.max !== undefined) return ` from ${format(spec.min)} to ${format(spec.max)}`;
  if (spec.min !== undefined) return ` of at least ${format(spec.min)}`;
  return spec.max === undefined ? '' : ` of at most ${format(spec.max)}`;
}

const within = (spec: OptionSpec<unknown>, value: number | undefined): number | undefined =>
  value === undefined || value < (spec.min ?? -Infinity) || value > (spec.max ?? Infinity) ? undefined : value;

/** The value that a text stands for, or undefined when it isn't what `describeValues` says. */
export function parseOption(spec: OptionSpec<unknown>, text: string): unknown {
  switch (spec.kind) {
    case 'string':
      return text;
    case 'integer':
      return within(spec, /^-?\d{1,15}$/.test(text) ? Number(text) : undefined);
    case 'boolean':
      return TRUE.has(text.toLowerCase()) ? true : FALSE.has(text.toLowerCase()) ? false : undefined;
    case 'enum':
      return spec.choices?.find((choice) => choice === text);
    case 'duration':
      return within(spec, parseDuration(text));
    case 'bytes':
      return within(spec, parseBytes(text));
    case 'url':
      return parseUrl(spec, text);
    case 'path':
      return resolve(text);
    case 'list': {
      const items = text.split(',').map((item) => item.trim());
      return items.every((item) => item !== '' && (spec.choices?.includes(item) ?? true)) ? Object.freeze(items) : undefined;
    }
  }
}

function parseUrl(spec: OptionSpec<unknown>, text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  return spec.schemes === undefined || spec.schemes.includes(url.protocol.slice(0, -1)) ? text : undefined;
}

/** A value as it would be written in the environment. */
export function formatOption(spec: OptionSpec<unknown>, value: unknown): string {
  if (value === undefined) return '';
  if (spec.kind === 'duration') return formatDuration(Number(value));
  if (spec.kind === 'bytes') return formatBytes(Number(value));
  if (spec.kind === 'boolean') return value === true ? 'on' : 'off';
  return Array.isArray(value) ? value.join(',') : String(value as string | number);
}
