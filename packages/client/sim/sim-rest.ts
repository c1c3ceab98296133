import type { History, Message } from '@parley/protocol/message';
import type { Sync } from '@parley/protocol/sync';
import type { HttpRequest, HttpResponse } from '../connection/transport.ts';
import { chatFor, messageFor, type SimChat } from './sim-chat.ts';
import type { SimServer } from './sim-server.ts';
import type { SimSessions } from './sim-sessions.ts';
import { simSync } from './sim-sync.ts';
import { readToken } from './sim-token.ts';
import type { Sometimes } from './sometimes.ts';

/** Answers a REST call as the protocol has it, for the calls that the engine makes. */
export function answerRest(
  server: SimServer,
  sessions: SimSessions,
  request: HttpRequest,
  now: number,
  sometimes: Sometimes,
): HttpResponse {
  const url = new URL(request.url);
  const path = url.pathname.replace('/api/v1', '');
  const body = request.body === undefined ? {} : (JSON.parse(request.body) as Record<string, unknown>);
  if (path === '/auth/refresh') {
    const session = sessions.refresh(String(body['refreshToken']), now);
    if (session === undefined) return problem(401, 'auth.refresh_reused');
    const { userId, ...tokens } = session;
    return ok({ ...tokens, user: { id: userId, displayName: userId }, isNewUser: false });
  }
  const token = readToken(request.headers['authorization']?.slice('Bearer '.length), now);
  if (token === undefined) return problem(401, 'auth.token_expired');
  return answer(server, token.userId, request.method, path, url.searchParams, body, sometimes);
}

/** The answer of a sync with its chats as they are now. */
export function withChatsAsNow(server: SimServer, request: HttpRequest, answered: HttpResponse): HttpResponse {
  if (!request.url.includes('/sync') || answered.status !== 200) return answered;
  const userId = request.headers['authorization']?.slice('Bearer '.length).split('.')[0] ?? '';
  const page = answered.body as Sync;
  const chats = page.chats.flatMap(({ id }) => {
    const chat = server.chats.get(id);
    return chat?.members.has(userId) === true ? structuredClone(chatFor(chat, userId)) : [];
  });
  return { ...answered, body: { ...page, chats } };
}

function answer(
  server: SimServer,
  userId: string,
  method: string,
  path: string,
  query: URLSearchParams,
  body: Record<string, unknown>,
  sometimes: Sometimes,
): HttpResponse {
  const [, first, second, third] = path.split('/');
  if (first === 'sync') {
    const page = simSync(server.chats, server.log, userId, query.get('cursor') ?? undefined);
    if (page.hasMore) sometimes('a sync takes several pages');
    if (page.removedChats.length > 0) sometimes('a sync tells of a chat one was removed from');
    return ok(page);
  }
  if (first === 'users') return ok({ items: [], nextCursor: null });
  if (first === 'messages') return answerMessages(server, userId, method, second ?? '', body);
  if (path === '/chats' && method === 'POST') return ok(chatFor(makeGroup(server, userId, body, sometimes), userId));
  const chat = server.chats.get(second ?? '');
  if (first !== 'chats' || chat === undefined || !chat.members.has(userId)) return problem(404, 'chat.not_found');
  if (third === undefined) return ok(chatFor(chat, userId));
  if (third === 'me') {
    server.pin(chat.id, userId, body['pinned'] === true);
    return ok(chatFor(chat, userId));
  }
  if (query.has('after')) sometimes('a gap is filled from the history');
  return ok(history(chat, userId, query));
}

function makeGroup(server: SimServer, userId: string, body: Record<string, unknown>, sometimes: Sometimes): SimChat {
  const key = `${userId} ${String(body['idempotencyKey'])}`;
  const first = server.keyed.get(key);
  if (first !== undefined) {
    sometimes('the making of a group is repeated');
    return first;
  }
  const chat = server.createChat('group', [userId, ...(body['memberIds'] as string[])], String(body['title']));
  server.keyed.set(key, chat);
  return chat;
}

function answerMessages(
  server: SimServer,
  userId: string,
  method: string,
  second: string,
  body: Record<string, unknown>,
): HttpResponse {
  if (second === 'read') {
    server.markRead(userId, String(body['chatId']), Number(body['upToSeq']));
    return { status: 204, body: undefined };
  }
  if (second === 'forward') {
    const [chatId] = body['chatIds'] as string[];
    const [messageId] = body['messageIds'] as string[];
    return server.forward(userId, chatId ?? '', messageId ?? '', String(body['idempotencyKey']))
      ? ok([])
      : problem(404, 'message.not_found');
  }
  return server.star(userId, second, method === 'PUT') ? { status: 204, body: undefined } : problem(404, 'message.not_found');
}

function history(chat: SimChat, userId: string, query: URLSearchParams): History {
  const limit = Math.min(Number(query.get('limit') ?? 50), 8);
  const visible: Message[] = [];
  for (let seq = 1; seq <= chat.messages.length; seq++) {
    const message = messageFor(chat, seq, userId);
    if (message !== undefined) visible.push(message);
  }
  if (query.has('after')) {
    const start = visible.findIndex((message) => message.seq > Number(query.get('after')));
    const from = start === -1 ? visible.length : start;
    return { items: visible.slice(from, from + limit), hasMoreBefore: from > 0, hasMoreAfter: from + limit < visible.length };
  }
  const before = query.has('before') ? visible.filter((message) => message.seq < Number(query.get('before'))) : visible;
  return { items: before.slice(-limit), hasMoreBefore: before.length > limit, hasMoreAfter: before.length < visible.length };
}

function ok(body: unknown): HttpResponse {
  return { status: 200, body };
}

function problem(status: number, code: string): HttpResponse {
  return { status, body: { code, detail: code, retryable: false } };
}
