import { callingUser } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { HistoryRequest } from '@parley/proto/parley/message/v1/message_pb';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { invalid, parseId, parseLimit, parseSeq } from '../domain/input.ts';
import { type MemberRange, requireRange } from '../store/member-range.ts';
import type { MessageRow } from '../store/message-rows.ts';
import { readNewest, readOldest } from '../store/read-messages.ts';
import { renderMessages } from '../store/render-messages.ts';

type Context = Pick<MessageContext, 'db' | 'memberships' | 'privacy' | 'clock'>;

interface Page {
  readonly rows: readonly MessageRow[];
  readonly hasMoreBefore: boolean;
  readonly hasMoreAfter: boolean;
}

/**
 * A stretch of a chat, ascending: the newest messages, or those before, after or around a sequence number. A member sees what came
 * after they joined; a former member what came before they left.
 * @throws `request.invalid`, `chat.not_found`.
 */
export function history(context: Context): Methods['history'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const chatId = parseId(request.chatId, 'chatId');
      const limit = parseLimit(request.limit, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX);
      const place = parsePlace(request);
      const range = await requireRange(context, chatId, userId);
      const { rows, ...more } = await readPage(context, { userId, chatId, limit, range }, place);
      return { messages: await renderMessages(context, userId, rows), ...more };
    },
  };
}

type Place = { readonly kind: 'before' | 'after' | 'around'; readonly seq: number } | { readonly kind: 'latest' };

function parsePlace({ before, after, around }: Pick<Plain<HistoryRequest>, 'before' | 'after' | 'around'>): Place {
  const given = Object.entries({ before, after, around }).flatMap(([kind, seq]) => (seq === undefined ? [] : [{ kind, seq }]));
  if (given.length > 1) throw invalid('before', 'give at most one of before, after and around');
  const [one] = given;
  return one === undefined ? { kind: 'latest' } : ({ kind: one.kind, seq: parseSeq(one.seq, one.kind) } as Place);
}

interface Question {
  readonly userId: string;
  readonly chatId: string;
  readonly limit: number;
  readonly range: MemberRange;
}

async function readPage(context: Context, question: Question, place: Place): Promise<Page> {
  const { joinedSeq, endSeq } = question.range;
  switch (place.kind) {
    case 'latest':
      return backwards(context, question, endSeq);
    case 'before':
      return backwards(context, question, Math.min(place.seq - 1, endSeq));
    case 'after':
      return forwards(context, question, Math.max(place.seq, joinedSeq));
    case 'around': {
      // The message itself counts to the later half, so that it is there even in a page of one.
      const earlier = Math.floor(question.limit / 2);
      const [before, after] = await Promise.all([
        backwards(context, { ...question, limit: earlier }, Math.min(place.seq - 1, endSeq)),
        forwards(context, { ...question, limit: question.limit - earlier }, Math.max(place.seq - 1, joinedSeq)),
      ]);
      return { rows: [...before.rows, ...after.rows], hasMoreBefore: before.hasMoreBefore, hasMoreAfter: after.hasMoreAfter };
    }
  }
}

async function backwards({ db }: Context, { userId, chatId, limit, range }: Question, upTo: number): Promise<Page> {
  const rows = await readNewest(db, userId, { chatId, after: range.joinedSeq, upTo }, limit + 1);
  return {
    rows: rows.length > limit ? rows.slice(1) : rows,
    hasMoreBefore: rows.length > limit,
    hasMoreAfter: upTo < range.endSeq,
  };
}

async function forwards({ db }: Context, { userId, chatId, limit, range }: Question, after: number): Promise<Page> {
  const rows = await readOldest(db, userId, { chatId, after, upTo: range.endSeq }, limit + 1);
  return { rows: rows.slice(0, limit), hasMoreBefore: after > range.joinedSeq, hasMoreAfter: rows.length > limit };
}
