import { PROBLEM_MEDIA_TYPE, problemSchema } from '@parley/protocol/problem';
import { PROTOCOL_VERSION } from '@parley/protocol/version';
import type { Hono } from 'hono';
import { generateSpecs, resolver } from 'hono-openapi';
import type { GatewayEnv } from './gateway.ts';

const DESCRIPTION = `The REST side of Parley; live events come over the WebSocket, which the AsyncAPI document describes.

Times are ISO 8601 in UTC, ids are UUIDs, lists are paged by \`limit\` and \`cursor\`. Unknown fields of a body are ignored; wrong
types are refused with the paths of what was wrong. Every answer carries \`X-Request-Id\`. Unknown ids and ids that one may not see both give 404.`;

const open = (id: string, summary: string, description: string) => ({
  get: { operationId: id, tags: ['Documents'], summary, security: [], responses: { 200: { description } } },
});
const healthy = (id: string, summary: string) => {
  const { get } = open(id, summary, 'It does.');
  return { get: { ...get, responses: { ...get.responses, 503: { description: 'It does not.' } } } };
};

/** What is not below the API's base path: some of it the process itself answers. */
const OUTSIDE = {
  '/.well-known/jwks.json': open('getJwks', 'Public keys of access tokens', 'A JWK set (RFC 7517).'),
  '/health': healthy('getHealth', 'Whether the server can be used'),
  '/health/live': healthy('getLiveness', 'Whether the process runs'),
  '/health/ready': healthy('getReadiness', 'Whether the process can serve'),
};

/** The OpenAPI 3.1 document of the routes. */
export function openApiDocument(routes: Hono<GatewayEnv>) {
  return generateSpecs(routes, {
    defaultValidationErrorResponse: false,
    // Their names have dots, but they are documents and part of the API.
    excludeStaticFile: false,
    documentation: {
      info: {
        title: 'Parley',
        version: `${PROTOCOL_VERSION}.0.0`,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      },
      servers: [{ url: '/' }],
      security: [{ accessToken: [] }],
      paths: OUTSIDE,
      components: {
        securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        responses: {
          Problem: {
            description: 'What went wrong, by a stable code.',
            content: { [PROBLEM_MEDIA_TYPE]: { schema: resolver(problemSchema, { io: 'input' }) } },
          },
        },
      },
    },
  });
}
