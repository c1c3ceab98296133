import { callingUser } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { SearchRequest } from '@parley/proto/parley/message/v1/message_pb';
import type { Content } from '@parley/protocol/content';
import { searchableText } from '@parley/protocol/content-text';
import { MAX_SEARCH_BYTES, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '@parley/protocol/limits';
import { fitsBytes } from '@parley/protocol/utf8';
import type { MessageContext, Methods } from '../context.ts';
import { isOver } from '../domain/expiry.ts';
import { invalid, parseId, parseLimit } from '../domain/input.ts';
import { decodeSearchCursor, encodeSearchCursor, SEARCH_START } from '../domain/search-cursor.ts';
import { queryGrams } from '../domain/search-grams.ts';
import { type Highlight, matchText, queryWords } from '../domain/search-match.ts';
import { requireRange } from '../store/member-range.ts';
import type { MessageRow } from '../store/message-rows.ts';
import { renderMessages } from '../store/render-messages.ts';
import { type SearchFilter, searchCandidates } from '../store/search-messages.ts';

/** Candidates that are looked at together, and how often for one page: what the index proposes is nearly always a hit. */
const CANDIDATES = 200;
const ROUNDS = 5;
/** Characters that one request looks through: pieces of words may be in many long texts that hold none of the words. */
const MAX_LOOKED_THROUGH = 256 * 1024;

/**
 * Messages with all the words of a query, newest first, in the chats and ranges that the caller may see (C11). Words match anywhere in
 * a word, those of one or two letters at its beginning. A page may hold fewer hits than its limit and still have a next one.
 * @throws `request.invalid`, `chat.not_found`.
 */
export function search(context: Pick<MessageContext, 'db' | 'memberships' | 'privacy' | 'clock'>): Methods['search'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const { filter, limit, after, words } = parseRequest(request);
      if (filter.chatId !== undefined) await requireRange(context, filter.chatId, userId);
      const grams = queryGrams(words);
      const hits: { row: MessageRow; highlights: Highlight[] }[] = [];
      let place = after;
      let more = grams.length > 0;
      let left = MAX_LOOKED_THROUGH;
      for (let round = 0; more && left > 0 && round < ROUNDS; round++) {
        const rows = await searchCandidates(context.db, userId, grams, filter, place, CANDIDATES);
        more = rows.length === CANDIDATES;
        for (const row of rows) {
          if (left <= 0) {
            more = true;
            break;
          }
          left -= row.content.length;
          const highlights = isOver(row, context.clock.now())
            ? undefined
            : matchText(searchableText(JSON.parse(row.content) as Content), words);
          if (highlights === undefined) place = row;
          else if (hits.length < limit) {
            hits.push({ row, highlights });
            place = row;
          } else {
            more = true;
            break;
          }
        }
        if (hits.length === limit) break;
      }
      const messages = await renderMessages(
        context,
        userId,
        hits.map((hit) => hit.row),
      );
      const found = messages.map((message, index) => ({ message, highlights: hits[index]?.highlights ?? [] }));
      return more ? { hits: found, nextCursor: encodeSearchCursor(place) } : { hits: found };
    },
  };
}

function parseRequest(request: Plain<SearchRequest>) {
  if (request.query.trim() === '') throw invalid('query', 'must not be empty');
  if (!fitsBytes(request.query, MAX_SEARCH_BYTES)) throw invalid('query', `must take at most ${MAX_SEARCH_BYTES} bytes`);
  const filter: SearchFilter = {
    chatId: request.chatId === undefined ? undefined : parseId(request.chatId, 'chatId'),
    senderId: request.senderId === undefined ? undefined : parseId(request.senderId, 'senderId'),
    kind: request.type,
    from: parseTime(request.from, 'from'),
    to: parseTime(request.to, 'to'),
  };
  return {
    filter,
    limit: parseLimit(request.limit, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX),
    after: request.cursor === undefined ? SEARCH_START : decodeSearchCursor(request.cursor),
    words: queryWords(request.query),
  };
}

function parseTime(value: number | undefined, path: string): number | undefined {
  if (value !== undefined && !Number.isSafeInteger(value)) throw invalid(path, 'must be a time in whole ms');
  return value;
}
