import type { Message } from '@parley/protocol/message';
import type { Session } from '@parley/protocol/session';

/** What a request carries beside its method and path. */
export interface RequestOptions {
  readonly token?: string | undefined;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text; undefined where there is none. */
  readonly body: T;
}

/** Calls the API, whatever comes of it. */
export async function request<T>(
  baseUrl: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer<T>> {
  const { token, body, headers } = options;
  const response = await fetch(`${baseUrl}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text === '' ? undefined : text) as T,
  };
}

/** Calls the API and insists on success. */
export async function api<T>(baseUrl: string, method: string, path: string, token?: string, body?: unknown): Promise<T> {
  const answer = await request<T>(baseUrl, method, path, { token, body });
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Signs a new person up by one-time code; the server must echo codes. */
export async function signUp(baseUrl: string, phone: string): Promise<Session> {
  const { challengeId, code } = await api<{ challengeId: string; code: string }>(baseUrl, 'POST', '/auth/otp', undefined, {
    phone,
  });
  return await api<Session>(baseUrl, 'POST', '/auth/otp/verify', undefined, { challengeId, code });
}

/** The whole history of a chat, as the server has it. */
export async function wholeHistory(baseUrl: string, chatId: string, token: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const after = messages.at(-1)?.seq ?? 0;
    const page = await api<{ items: Message[] }>(baseUrl, 'GET', `/chats/${chatId}/messages?after=${after}&limit=200`, token);
    if (page.items.length === 0) return messages;
    messages.push(...page.items);
  }
}
