import { expect, test } from 'bun:test';
import { asyncApiDocument } from '@parley/protocol/asyncapi';
import { errorReference } from '@parley/protocol/error-reference';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiDocument } from './openapi.ts';
import { apiRoutes } from './routes/api.ts';

const document = await openApiDocument(apiRoutes);
const committed = (name: string) => Bun.file(new URL(`../../docs/protocol/${name}`, import.meta.url)).text();

test('the document is valid by the schema of OpenAPI 3.1', async () => {
  expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
});

test('the schema of OpenAPI would have found a fault', async () => {
  const { valid } = await new Validator().validate({ ...structuredClone(document), paths: { '/x': { get: { responses: 7 } } } });
  expect(valid).toBe(false);
});

/** The public protocol's names for health, accounts, people, chats, messages, search and sync. */
const PROTOCOL = `
  POST /auth/otp · POST /auth/otp/verify · POST /auth/register · POST /auth/login · POST /auth/refresh · POST /auth/logout
  GET /auth/sessions · DELETE /auth/sessions/{id} · DELETE /auth/sessions
  GET /users/me · PATCH /users/me · GET /users/{id} · GET /users · GET /users/search · GET /users/me/privacy · PATCH /users/me/privacy
  GET /contacts · POST /contacts · PATCH /contacts/{userId} · DELETE /contacts/{userId} · POST /contacts/sync
  GET /blocks · PUT /blocks/{userId} · DELETE /blocks/{userId} · GET /users/{id}/presence · POST /devices · DELETE /devices/{id}
  GET /chats · POST /chats · GET /chats/{id} · PATCH /chats/{id} · PATCH /chats/{id}/me · GET /chats/{id}/members
  POST /chats/{id}/members · DELETE /chats/{id}/members/{userId} · PATCH /chats/{id}/members/{userId}
  GET /scheduled-messages · PATCH /scheduled-messages/{id} · DELETE /scheduled-messages/{id} · POST /scheduled-messages/{id}/send
  POST /messages · GET /chats/{id}/messages · GET /messages/{id} · PATCH /messages/{id} · DELETE /messages/{id}
  GET /messages/{id}/history · GET /messages/{id}/info · PUT /messages/{id}/reactions/{emoji} · DELETE /messages/{id}/reactions/{emoji}
  PUT /messages/{id}/star · DELETE /messages/{id}/star · PUT /chats/{id}/pins/{messageId} · DELETE /chats/{id}/pins/{messageId}
  GET /.well-known/jwks.json · GET /health · GET /health/live · GET /health/ready
  POST /messages/read · POST /messages/delivered · POST /messages/forward · GET /search/messages · GET /sync`;

test('the API is the protocol: no name is missing, none is more', () => {
  const expected = PROTOCOL.split(/[·\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const actual = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  );
  expect(actual.sort()).toEqual(expected.sort());
});

test('the committed documents are the generated ones', async () => {
  const hint = 'run tools/generate-protocol.ts';
  expect([hint, JSON.parse(await committed('openapi.json'))]).toEqual([hint, JSON.parse(JSON.stringify(document))]);
  expect([hint, JSON.parse(await committed('asyncapi.json'))]).toEqual([hint, JSON.parse(JSON.stringify(asyncApiDocument()))]);
  expect([hint, await committed('errors.md')]).toEqual([hint, errorReference()]);
});
