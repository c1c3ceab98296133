import { beforeAll, describe, expect, test } from 'bun:test';
import { fail } from '@parley/protocol/errors';
import type { Problem } from '@parley/protocol/problem';
import { createApp } from './app.ts';
import { PUBLIC_ROUTES } from './middleware/authenticate.ts';
import { openApiDocument } from './openapi.ts';
import { apiRoutes } from './routes/api.ts';
import { BOB, CHAT, createGatewayBed, type GatewayBed, SESSION } from './testing/gateway-bed.ts';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly name: string;
  /** The path with ids that are well-formed and unknown. */
  readonly url: string;
}

/** Queries without which a route has nothing to answer. */
const QUERIES: Readonly<Record<string, string>> = {
  'GET /api/v1/users': `?ids=${BOB}`,
  'GET /api/v1/users/search': '?q=bob',
  'GET /api/v1/search/messages': '?q=bob',
};

const routes: readonly Route[] = [
  ...new Set(
    createApp()
      .routes.filter(isEndpoint)
      .map((route) => `${route.method} ${route.path}`),
  ),
].map((name) => {
  const [method = '', path = ''] = name.split(' ');
  return {
    method,
    path,
    name,
    url: path.replace(':emoji', encodeURIComponent('👍')).replaceAll(/:\w+/g, BOB) + (QUERIES[name] ?? ''),
  };
});
const guarded = routes.filter((route) => route.path.startsWith('/api/') && !PUBLIC_ROUTES.has(route.name));
const document = await openApiDocument(apiRoutes);
const withBody = routes.filter((route) => requestBodyOf(route) !== undefined);

let bed: GatewayBed;
let token: string;
beforeAll(async () => {
  bed = await createGatewayBed();
  token = await bed.token();
});

describe('a request without the right to be there is refused before any service hears of it:', () => {
  test('the matrix is not empty', () => {
    expect(guarded.length).toBeGreaterThan(45);
    expect(withBody.length).toBeGreaterThan(18);
  });

  test.each(guarded.map((route) => [route.name, route] as const))('%s', async (_, { method, url }) => {
    const before = bed.called.length;
    const revoked = '0198c0de-0000-7000-8000-0000000000f2';
    bed.revoke(revoked);
    const tokens: readonly (readonly [code: string, token: string | undefined])[] = [
      ['auth.unauthenticated', undefined],
      ['auth.unauthenticated', 'not-a-token'],
      ['auth.unauthenticated', await bed.token({ foreign: true })],
      ['auth.unauthenticated', await bed.token({ audience: 'somebody-else' })],
      ['auth.token_expired', await bed.token({ expiresIn: -60 })],
      ['auth.session_revoked', await bed.token({ sessionId: revoked })],
    ];
    for (const [code, candidate] of tokens) {
      const answer = await bed.request<Problem>(method, url, candidate === undefined ? {} : { token: candidate });
      expect([answer.status, answer.body.code]).toEqual([401, code]);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.body.requestId).toBe(answer.headers.get('x-request-id') ?? 'absent');
    }
    expect(bed.called.length).toBe(before);
  });
});

describe('a body that is not what the route takes is refused before any service hears of it:', () => {
  test.each(withBody.map((route) => [route.name, route] as const))('%s', async (_, route) => {
    const { method, url } = route;
    const before = bed.called.length;
    const request = (body: string, headers = {}) => bed.request<Problem>(method, url, { token, body, headers });

    expect(await request('{"a":')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await request('{}', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: { code: 'request.unsupported_media_type' },
    });
    expect(await request('"text"')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    expect(await request(`{"a":"${'x'.repeat(1024 * 1024)}"}`)).toMatchObject({
      status: 413,
      body: { code: 'request.too_large' },
    });

    const wrong = await request(JSON.stringify(wrongTypes(requestBodyOf(route))));
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors?.length).toBeGreaterThan(0);
    expect(bed.called.length).toBe(before);
  });
});

describe('an id that is none is refused with its path:', () => {
  const withId = guarded.filter((route) => route.path.includes(':'));
  test.each(withId.map((route) => [route.name, route] as const))('%s', async (_, { method, url }) => {
    const answer = await bed.request<Problem>(method, url.replaceAll(BOB, 'nobody'), {
      token,
      ...(method === 'PATCH' || method === 'POST' ? { body: {} } : {}),
    });
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(answer.body.errors?.[0]?.path).toMatch(/^(id|userId|messageId)$/);
  });
});

test('what a service refuses reaches the client as it is', async () => {
  bed.answer('message', 'getMessage', () => Promise.reject(fail('message.not_found')));
  const answer = await bed.request<Problem>('GET', `/api/v1/messages/${BOB}`, { token });
  expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([404, 'message.not_found', false]);
});

test('a fault leaves no trace of its insides', async () => {
  bed.answer('message', 'getMessage', () => Promise.reject(new Error('password is hunter2')));
  const answer = await bed.request<Problem>('GET', `/api/v1/messages/${BOB}`, { token });
  expect([answer.status, answer.body.code]).toEqual([500, 'internal.error']);
  expect(JSON.stringify(answer.body)).not.toContain('hunter2');
});

test('unknown paths are 404 with or without a token, other methods 405', async () => {
  for (const path of [
    '/api/v1/media',
    `/api/v1/archives/${BOB}`,
    '/api/v1/nothing',
    '/api/v2/chats',
    '/ws/x',
    '/.well-known/none',
  ]) {
    expect(await bed.request('GET', path, { token })).toMatchObject({ status: 404, body: { code: 'request.not_found' } });
    expect(await bed.request('GET', path)).toMatchObject({ status: 404, body: { code: 'request.not_found' } });
  }
  const answer = await bed.request('DELETE', '/api/v1/chats', { token });
  expect(answer).toMatchObject({ status: 405, body: { code: 'request.method_not_allowed' } });
  expect(answer.headers.get('allow')).toBe('HEAD, GET, POST');
});

test('a user is who the token says, whatever the request says', async () => {
  bed.answer('chat', 'removeMember', async () => ({}));
  await bed.request('DELETE', `/api/v1/chats/${CHAT}/members/${BOB}`, { token, headers: { 'x-user-id': BOB } });
  expect(bed.called.at(-1)?.call.caller).toEqual({
    kind: 'user',
    userId: '0198c0de-0000-7000-8000-00000000000a',
    sessionId: SESSION,
  });
});

function isEndpoint({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return method !== 'ALL' && !path.includes('*');
}

interface ObjectSchema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly anyOf?: readonly ObjectSchema[];
  readonly oneOf?: readonly ObjectSchema[];
}

function requestBodyOf({ method, path }: Route): ObjectSchema | undefined {
  const operation = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase() as 'post'];
  const body = operation?.requestBody;
  return body === undefined || '$ref' in body
    ? undefined
    : (body.content['application/json']?.schema as ObjectSchema | undefined);
}

/** An object whose every field has a type that none of ours has. */
function wrongTypes(schema: ObjectSchema | undefined): Record<string, unknown> {
  const name = schema?.$ref?.split('/').at(-1);
  const resolved = name === undefined ? schema : (document.components.schemas?.[name] as ObjectSchema);
  const branches = [resolved, ...(resolved?.anyOf ?? []), ...(resolved?.oneOf ?? [])];
  const fields = branches.flatMap((branch) => Object.keys(branch?.properties ?? {}));
  expect(fields).not.toBeEmpty();
  return Object.fromEntries(fields.map((field) => [field, [[null]]]));
}
