import { fileURLToPath } from 'node:url';
import { asyncApiDocument } from '@parley/protocol/asyncapi';
import { Hono } from 'hono';
import type { GatewayEnv } from '../gateway.ts';
import { openApiDocument } from '../openapi.ts';
import { apiRoutes } from './api.ts';

/** The viewer styles itself from within and shows its own pictures; it still runs nothing from elsewhere. */
const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Parley API</title>
    <link rel="icon" href="data:,">
    <script type="module" src="/docs/rapidoc.js"></script>
  </head>
  <body>
    <rapi-doc spec-url="/api/v1/openapi.json" render-style="read" show-header="false" load-fonts="false" allow-spec-url-load="false" allow-spec-file-load="false" show-method-in-nav-bar="as-colored-text" use-path-in-nav-bar="true">
      <p slot="overview">Live events: <a href="/api/v1/asyncapi.json">AsyncAPI document</a>.</p>
    </rapi-doc>
  </body>
</html>
`;

const VIEWER = fileURLToPath(import.meta.resolve('rapidoc/dist/rapidoc-min.js'));

// Made when they are first asked for, which most processes never are: the first takes a fifth of a second.
const openApi = once(async () => JSON.stringify(await openApiDocument(apiRoutes)));
const asyncApi = once(async () => JSON.stringify(asyncApiDocument()));
const JSON_HEADERS = { 'content-type': 'application/json' };

/** The descriptions of the API, for programs and for people. */
export const documentRoutes = new Hono<GatewayEnv>()
  .get('/api/v1/openapi.json', async (c) => c.body(await openApi(), 200, JSON_HEADERS))
  .get('/api/v1/asyncapi.json', async (c) => c.body(await asyncApi(), 200, JSON_HEADERS))
  .get('/docs', (c) => {
    c.header('content-security-policy', DOCS_POLICY);
    return c.html(PAGE);
  })
  .get('/docs/rapidoc.js', () => {
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=86400',
    };
    return new Response(Bun.file(`${VIEWER}.gz`), { headers });
  });

/** `make`, called at most once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
