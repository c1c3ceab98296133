import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@parley/protocol/problem';
import { request } from '@parley/testkit/rest';
import { decodeProtectedHeader, exportPKCS8, generateKeyPair, SignJWT } from 'jose';
import { newPerson, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

// Whatever the server's own document lists is asked here, so a route that is added later is asked too.

const folder = mkdtempSync(join(tmpdir(), 'parley-key-'));
const keys = await generateKeyPair('ES256', { extractable: true });
const foreign = await generateKeyPair('ES256');
const METHODS_WITH_BODY = new Set(['POST', 'PATCH']);
const MEBIBYTE = 1024 * 1024;

interface Route {
  readonly method: string;
  /** As the document has it, with `{names}`. */
  readonly path: string;
  readonly isOpen: boolean;
  readonly takesBody: boolean;
  readonly parameters: readonly string[];
}

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
let routes: Route[];
beforeAll(async () => {
  const file = join(folder, 'key.pem');
  await Bun.write(file, await exportPKCS8(keys.privateKey));
  server = await startServer({ PARLEY_JWT_KEY_FILE: file });
  ann = await newPerson(server);
  routes = Object.entries(server.contract.openapi.paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path: path.slice('/api/v1'.length),
        isOpen: operation.security?.length === 0,
        takesBody: operation.requestBody !== undefined,
        parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
      })),
    );
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const name = ({ method, path }: Route) => `${method} ${path}`;

/** The path with a value for each of its parameters. */
function fill({ path }: Route, value: (name: string) => string = () => crypto.randomUUID()): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) =>
    encodeURIComponent(parameter === 'emoji' ? '👍' : value(parameter)),
  );
}

async function ask(
  route: Route,
  options: {
    readonly path?: string;
    readonly token?: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  },
) {
  const path = options.path ?? fill(route);
  const answer = await request<Problem>(server.url, route.method, path, options);
  server.contract.checkAnswer(route.method, path, answer.status, answer.headers.get('content-type'), answer.body);
  return answer;
}

test('the document lists the routes of the protocol', () => {
  expect(routes.length).toBeGreaterThan(45);
  expect(
    routes
      .filter(({ isOpen }) => isOpen)
      .map(name)
      .toSorted(),
  ).toEqual(['POST /auth/login', 'POST /auth/otp', 'POST /auth/otp/verify', 'POST /auth/refresh', 'POST /auth/register']);
});

describe('without the right to it, every route answers 401', () => {
  const sign = (exp: string, key: CryptoKey) =>
    new SignJWT({ sid: ann.session.sessionId })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: decodeProtectedHeader(ann.token).kid ?? '' })
      .setSubject(ann.id)
      .setIssuer('parley')
      .setAudience('parley')
      .setIssuedAt()
      .setExpirationTime(exp)
      .sign(key);
  const revoked = async () => {
    const other = await ann.onAnotherDevice();
    await other.post('/auth/logout');
    return other.token;
  };
  const cases: readonly (readonly [string, () => Promise<Record<string, string>>, string])[] = [
    ['no token', async () => ({}), 'auth.unauthenticated'],
    ['a token that is none', async () => ({ authorization: 'Bearer garbage' }), 'auth.unauthenticated'],
    ['another scheme', async () => ({ authorization: 'Basic YW5uOnNlY3JldA==' }), 'auth.unauthenticated'],
    [
      'a token of a foreign key',
      async () => ({ authorization: `Bearer ${await sign('5m', foreign.privateKey)}` }),
      'auth.unauthenticated',
    ],
    ['an expired token', async () => ({ authorization: `Bearer ${await sign('-1m', keys.privateKey)}` }), 'auth.token_expired'],
    ['a token of a session that was ended', async () => ({ authorization: `Bearer ${await revoked()}` }), 'auth.session_revoked'],
  ];
  test.each(cases)('%s', async (_, headersOf, code) => {
    const headers = await headersOf();
    for (const route of routes.filter(({ isOpen }) => !isOpen)) {
      const body = METHODS_WITH_BODY.has(route.method) ? {} : undefined;
      const answer = await ask(route, { body, headers });
      expect([name(route), answer.status, answer.body.code]).toEqual([name(route), 401, code]);
    }
  });
});

describe('a body that is not right is refused on every route that takes one', () => {
  const cases: readonly (readonly [string, unknown, Record<string, string>, number])[] = [
    ['no JSON', '{"a":', {}, 400],
    ['a list', [], {}, 400],
    ['a string', '"text"', {}, 400],
    ['null', 'null', {}, 400],
    ['nothing', '', {}, 400],
    ['another type', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['more than 1 MiB', JSON.stringify({ filler: 'x'.repeat(MEBIBYTE) }), {}, 413],
  ];
  test.each(cases)('%s', async (_, body, headers, status) => {
    for (const route of routes.filter(({ takesBody }) => takesBody)) {
      const answer = await ask(route, { token: ann.token, body, headers });
      expect([name(route), answer.status, answer.body.code?.split('.')[0]]).toEqual([name(route), status, 'request']);
    }
  });

  test('fields of every wrong type', async () => {
    const { paths, components } = server.contract.openapi as unknown as {
      paths: Record<string, Record<string, Schemed>>;
      components: { schemas: Record<string, Schema> };
    };
    for (const route of routes.filter(({ takesBody }) => takesBody)) {
      const schema = resolve(
        paths[`/api/v1${route.path}`]?.[route.method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema,
        components.schemas,
      );
      const variants = schema?.oneOf ?? schema?.anyOf ?? [schema];
      const fields = new Set(variants.flatMap((variant) => Object.keys(resolve(variant, components.schemas)?.properties ?? {})));
      expect([name(route), fields.size]).not.toEqual([name(route), 0]);
      for (const value of [7.5, {}, [[]], { a: { b: 1 } }, '\0', -1]) {
        const answer = await ask(route, {
          token: ann.token,
          body: Object.fromEntries([...fields].map((field) => [field, value])),
        });
        expect([name(route), value, answer.status, answer.body.errors?.length !== 0]).toEqual([name(route), value, 400, true]);
      }
    }
  });
});

describe('what the path holds', () => {
  test('is an id, or the answer is 400 or 404', async () => {
    for (const route of routes.filter(({ parameters, isOpen }) => parameters.length > 0 && !isOpen)) {
      for (const value of [
        'x',
        '0',
        '-1',
        "' OR 1=1 --",
        '../../etc/passwd',
        '00000000-0000-0000-0000-00000000000g',
        'null',
        '%',
        'é',
        'a'.repeat(2_000),
      ]) {
        const answer = await ask(route, {
          path: fill(route, () => value),
          token: ann.token,
          body: route.takesBody ? {} : undefined,
        });
        expect([name(route), value, answer.status === 400 || answer.status === 404]).toEqual([name(route), value, true]);
      }
    }
  });

  test('may be broken percent encoding or a zero byte', async () => {
    for (const route of routes.filter(({ parameters }) => parameters.length > 0)) {
      for (const value of ['%E0%A4%A', '%00', '%ff']) {
        const path = route.path.replaceAll(/\{\w+\}/g, value);
        const answer = await request<Problem>(server.url, route.method, path, {
          token: ann.token,
          body: route.takesBody ? {} : undefined,
        });
        expect([name(route), value, answer.status === 400 || answer.status === 404]).toEqual([name(route), value, true]);
      }
    }
  });
});

test('unknown ids give 404, or 400 where the body is not right either', async () => {
  for (const route of routes.filter(({ parameters, takesBody }) => parameters.length > 0 && !takesBody)) {
    const answer = await ask(route, { token: ann.token });
    // Lifting a block of nobody leaves things as they should be.
    if (answer.status === 204)
      expect(['DELETE /blocks/{userId}', 'DELETE /contacts/{userId}', 'DELETE /messages/{id}/star']).toContain(name(route));
    else expect([name(route), answer.status]).toEqual([name(route), 404]);
  }
});

describe('what the query holds is checked', () => {
  const paged = ['/chats', '/contacts', '/blocks', '/search/messages?q=x', '/sync'];
  test.each(paged)('GET %s', async (path) => {
    const join = path.includes('?') ? '&' : '?';
    for (const limit of ['0', '-1', '1e9', 'x', '1.5', '']) {
      expect([limit, await ann.refused('GET', `${path}${join}limit=${limit}`)]).toEqual([limit, '400 request.invalid']);
    }
    for (const cursor of ['garbage', '%00', 'eyJhIjoxfQ', "'; DROP TABLE x", '9'.repeat(400)]) {
      const answer = await ann.call<Problem>('GET', `${path}${join}cursor=${cursor}`);
      expect([cursor, answer.status, answer.body.code]).toEqual([
        cursor,
        400,
        path === '/sync' ? 'sync.cursor_invalid' : 'request.invalid',
      ]);
    }
  });

  test('of history and search', async () => {
    const chat = await ann.post<{ id: string }>('/chats', { type: 'self' });
    for (const query of ['before=x', 'after=-1', 'around=1.5', 'before=1&after=2', 'limit=201', 'after=99999999999999999999']) {
      expect([query, await ann.refused('GET', `/chats/${chat.id}/messages?${query}`)]).toEqual([query, '400 request.invalid']);
    }
    for (const query of [
      '',
      'q=',
      'q=x&chatId=7',
      'q=x&from=yesterday',
      'q=x&type=nonsense',
      'q=x&senderId=me',
      `q=${'x'.repeat(600)}`,
    ]) {
      expect([query, await ann.refused('GET', `/search/messages?${query}`)]).toEqual([query, '400 request.invalid']);
    }
  });
});

test('an address that is none, and a method that a route does not have, are problems too', async () => {
  const { status, headers, body } = await request<Problem>(server.url, 'GET', '/nowhere', { token: ann.token });
  expect([status, headers.get('content-type'), body.code]).toEqual([404, 'application/problem+json', 'request.not_found']);
  const other = await request<Problem>(server.url, 'PUT', '/chats', { token: ann.token });
  expect([other.status, other.body.code]).toEqual([405, 'request.method_not_allowed']);
});

test('fields that nobody knows are ignored around a message, and refused in one', async () => {
  const chat = await ann.post<{ id: string }>('/chats', { type: 'self', surprise: true });
  const send = (content: object) => ({ chatId: chat.id, clientMsgId: crypto.randomUUID(), content, surprise: { deep: [1] } });
  expect((await ann.call('POST', '/messages', send({ type: 'text', text: 'hi' }))).status).toBe(201);
  expect(await ann.refused('POST', '/messages', send({ type: 'text', text: 'hi', surprise: 1 }))).toBe(
    '400 message.content_invalid',
  );
  expect(await ann.refused('POST', '/messages', send({ type: 'system', event: 'chat.created' }))).toBe(
    '400 message.content_invalid',
  );
  expect(
    (await ann.call('POST', '/messages', { ...send({ type: 'text', text: 'hi' }), ['__proto__']: { polluted: 1 } })).status,
  ).toBe(201);
});

interface Schema {
  readonly $ref?: string;
  readonly properties?: object;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}
interface Schemed {
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

function resolve(schema: Schema | undefined, named: Readonly<Record<string, Schema>>): Schema | undefined {
  return schema?.$ref === undefined ? schema : resolve(named[schema.$ref.split('/').at(-1) ?? ''], named);
}
