import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import {
  DISAPPEAR_AFTER_MAX,
  DISAPPEAR_AFTER_MIN,
  MAX_GROUP_TITLE_LENGTH,
  MAX_GROUP_TOPIC_LENGTH,
  MAX_TEXT_BYTES,
  MAX_URL_BYTES,
  PAGE_SIZE_DEFAULT,
  PAGE_SIZE_MAX,
} from '@parley/protocol/limits';
import { fitsBytes, isStorable } from '@parley/protocol/utf8';
import type { Audience } from './chat.ts';

/** Control characters, and the marks that turn the direction of the text around a title. */
const FORBIDDEN_IN_TITLES = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** A group's title, made one line. @throws `request.invalid` */
export function parseTitle(text: string): string {
  const title = text.replace(/\s+/g, ' ').trim();
  if (title === '' || title.length > MAX_GROUP_TITLE_LENGTH)
    throw invalid('title', `must have 1 to ${MAX_GROUP_TITLE_LENGTH} characters`);
  if (FORBIDDEN_IN_TITLES.test(title)) throw invalid('title', 'holds characters that are not allowed');
  return storable('title', title);
}

/** A group's topic, trimmed; empty for none. @throws `request.invalid` */
export function parseTopic(text: string): string {
  const topic = text.trim();
  if (topic.length > MAX_GROUP_TOPIC_LENGTH) throw invalid('topic', `must have at most ${MAX_GROUP_TOPIC_LENGTH} characters`);
  return storable('topic', topic);
}

/** The address of a picture: a path of this server or https; empty for none. @throws `request.invalid` */
export function parseAvatarUrl(text: string): string {
  if (text === '') return text;
  const known = /^(https:\/\/[^\s]+|\/[^\s/][^\s]*)$/.test(text);
  if (!known || !fitsBytes(text, MAX_URL_BYTES)) throw invalid('avatarUrl', 'must be an https address or a path of this server');
  return storable('avatarUrl', text);
}

/** What a person has begun to write; empty for none. @throws `request.invalid` */
export function parseDraft(text: string): string {
  if (!fitsBytes(text, MAX_TEXT_BYTES)) throw invalid('draft', `must have at most ${MAX_TEXT_BYTES} bytes`);
  return storable('draft', text);
}

/** Until when a chat is muted, epoch ms; 0 for not. @throws `request.invalid` */
export function parseMutedUntil(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw invalid('mutedUntil', 'must be a time');
  return value;
}

/** Seconds after which messages disappear; 0 lets them stay. @throws `request.invalid` */
export function parseDisappearAfter(value: number): number {
  if (value === 0) return value;
  if (!Number.isInteger(value) || value < DISAPPEAR_AFTER_MIN || value > DISAPPEAR_AFTER_MAX)
    throw invalid('disappearAfter', `must be from ${DISAPPEAR_AFTER_MIN} to ${DISAPPEAR_AFTER_MAX} seconds`);
  return value;
}

/** @throws `request.invalid` */
export function parseAudience(path: string, text: string | undefined): Audience | undefined {
  if (text === undefined || text === 'everyone' || text === 'admins') return text;
  throw invalid(path, 'must be everyone or admins');
}

/** Ids of people, each once. An id that can't exist is nobody's. @throws `user.not_found` */
export function parseUserIds(ids: readonly string[]): string[] {
  if (!ids.every(isUuid)) throw fail('user.not_found');
  return [...new Set(ids)];
}

/** How many items a page has; 0 asks for the default. @throws `request.invalid` */
export function parseLimit(limit: number): number {
  if (!Number.isInteger(limit) || limit < 0 || limit > PAGE_SIZE_MAX) throw invalid('limit', `must be 1 to ${PAGE_SIZE_MAX}`);
  return limit === 0 ? PAGE_SIZE_DEFAULT : limit;
}

function storable(path: string, text: string): string {
  if (!isStorable(text)) throw invalid(path, 'holds characters that are not allowed');
  return text;
}

/** The error of one wrong field. */
export function invalid(path: string, message: string): Error {
  return fail('request.invalid', { issues: [{ path, message }] });
}
