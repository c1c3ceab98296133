import type { Message } from '@parley/protocol/message';
import type { Session } from '@parley/protocol/session';

/** Calls the API and insists on success. */
export async function api<T>(baseUrl: string, method: string, path: string, token?: string, body?: unknown): Promise<T> {
  const response = await fetch(`${baseUrl}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Signs a new person up by one-time code; the server must echo codes. */
export async function signUp(baseUrl: string, phone: string): Promise<Session> {
  const { challengeId, code } = await api<{ challengeId: string; code: string }>(baseUrl, 'POST', '/auth/otp', undefined, { phone });
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
