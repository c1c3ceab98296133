import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { Problem } from '@parley/protocol/problem';
import type { Session } from '@parley/protocol/session';
import { type Answer, api, request, signUp } from '@parley/testkit/rest';
import type { Contract } from './contract.ts';
import { connect, type LiveSocket } from './live-socket.ts';

/** Somebody with an account, on one device. Every answer and frame that reaches them is held to the documents. */
export interface Person {
  readonly id: string;
  readonly phone: string;
  readonly token: string;
  readonly session: Session;
  /** Whatever comes of it. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>>;
  /** Insists on success. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put(path: string): Promise<void>;
  patch<T>(path: string, body: unknown): Promise<T>;
  delete(path: string): Promise<void>;
  /** Insists on a refusal and answers it as `403 chat.blocked`. */
  refused(method: string, path: string, body?: unknown): Promise<string>;
  /** Sends a text to a chat. */
  say(chatId: string, text: string, more?: Readonly<Record<string, unknown>>): Promise<Message>;
  directWith(other: Person): Promise<Chat>;
  groupWith(title: string, ...others: readonly Person[]): Promise<Chat>;
  /** A live connection that is ready. */
  connect(): Promise<LiveSocket>;
  /** The same person with a session of their own. */
  onAnotherDevice(): Promise<Person>;
}

const COUNT = Symbol.for('parley.tests.phones');

/**
 * A phone number of a valid form that no other test of this process has. The runner evaluates modules afresh for each file, and files may
 * share a server, so a module's variable would count from the start again.
 */
export function newPhone(): string {
  const shared = globalThis as { [COUNT]?: number };
  const count = (shared[COUNT] ?? 0) + 1;
  shared[COUNT] = count;
  return `+4917${String(10_000_000 + ((count * 7919) % 90_000_000))}`;
}

/** Makes an account; the server must echo codes and not count requests. */
export async function newPerson(server: { readonly url: string; readonly contract: Contract }, name?: string): Promise<Person> {
  const phone = newPhone();
  const session = await signUp(server.url, phone);
  const person = personOf(server, phone, session);
  if (name !== undefined) await person.patch('/users/me', { displayName: name });
  return person;
}

/** Somebody who has signed in. */
export function personOf(
  { url, contract }: { readonly url: string; readonly contract: Contract },
  phone: string,
  session: Session,
): Person {
  const token = session.accessToken;

  async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const answer = await request<T>(url, method, path, { token, body });
    contract.checkAnswer(method, path, answer.status, answer.headers.get('content-type'), answer.body);
    return answer;
  }
  async function succeed<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await call<T>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  const person: Person = {
    id: session.user.id,
    phone,
    token,
    session,
    call,
    get: (path) => succeed('GET', path),
    post: (path, body) => succeed('POST', path, body),
    put: (path) => succeed('PUT', path),
    patch: (path, body) => succeed('PATCH', path, body),
    delete: (path) => succeed('DELETE', path),
    async refused(method, path, body) {
      const answer = await call<Problem>(method, path, body);
      if (answer.status < 400)
        throw new Error(`${method} ${path} was not refused but answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      return `${answer.status} ${answer.body.code}`;
    },
    say: (chatId, text, more = {}) =>
      person.post('/messages', { chatId, clientMsgId: Bun.randomUUIDv7(), content: { type: 'text', text }, ...more }),
    directWith: (other) => person.post('/chats', { type: 'direct', userId: other.id }),
    groupWith: (title, ...others) => person.post('/chats', { type: 'group', title, memberIds: others.map(({ id }) => id) }),
    async connect() {
      const socket = await connect(url, { protocols: ['parley.v1', `bearer.${token}`], check: contract.checkFrame });
      await socket.next('ready');
      return socket;
    },
    async onAnotherDevice() {
      const { challengeId, code } = await api<{ challengeId: string; code: string }>(url, 'POST', '/auth/otp', undefined, {
        phone,
      });
      return personOf(
        { url, contract },
        phone,
        await api<Session>(url, 'POST', '/auth/otp/verify', undefined, { challengeId, code }),
      );
    },
  };
  return person;
}
