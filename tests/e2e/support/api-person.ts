import { randomUUID } from 'node:crypto';

/** Someone who uses the public REST API directly: fills the stage for what the browsers show. */
export interface ApiPerson {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
  /** Calls the API and answers the body. Throws with status and body when it is refused. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Sends a text and answers its id. */
  say(chatId: string, text: string, replyToId?: string): Promise<string>;
}

interface Session {
  readonly accessToken: string;
  readonly user: { readonly id: string };
}

/** Makes an account. */
export async function registerPerson(baseUrl: string, name: string, username: string): Promise<ApiPerson> {
  const password = `${username} has a long password`;
  const session = await call<Session>(baseUrl, undefined, 'POST', '/auth/register', { username, password, displayName: name });
  const ownCall = <T>(method: string, path: string, body?: unknown) => call<T>(baseUrl, session.accessToken, method, path, body);
  return {
    id: session.user.id,
    name,
    username,
    password,
    call: ownCall,
    async say(chatId, text, replyToId) {
      const content = { type: 'text', text };
      const message = await ownCall<{ id: string }>('POST', '/messages', {
        chatId,
        clientMsgId: randomUUID(),
        content,
        replyToId,
      });
      return message.id;
    },
  };
}

async function call<T>(baseUrl: string, token: string | undefined, method: string, path: string, body: unknown): Promise<T> {
  const response = await fetch(`${baseUrl}/api/v1${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}
