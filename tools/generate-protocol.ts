import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { asyncApiDocument } from '@parley/protocol/asyncapi';
import { errorReference } from '@parley/protocol/error-reference';
import { openApiDocument } from '../services/gateway/openapi.ts';
import { apiRoutes } from '../services/gateway/routes/api.ts';

/** Writes the documents of the public protocol to docs/protocol, from the schemas, the routes and the error catalogue. */
const folder = fileURLToPath(new URL('../docs/protocol/', import.meta.url));
await mkdir(folder, { recursive: true });
await Promise.all([
  Bun.write(`${folder}openapi.json`, toJson(await openApiDocument(apiRoutes))),
  Bun.write(`${folder}asyncapi.json`, toJson(asyncApiDocument())),
  Bun.write(`${folder}errors.md`, errorReference()),
]);

function toJson(document: object): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
