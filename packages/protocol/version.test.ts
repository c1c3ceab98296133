import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { namedJsonSchemas } from './json-schema.ts';
import { PROTOCOL_VERSION } from './version.ts';
import { wireSchemas } from './wire-schemas.ts';

/**
 * What goes over the wire at this version. When this differs: a field that was added is written down in the changelog and the hash renewed;
 * anything else breaks clients and needs the next PROTOCOL_VERSION.
 */
const PINNED = { version: 1, hash: '86011860c25631ca' };

test('what goes over the wire is what this version of the protocol says', () => {
  const canonical = canonicalJson(namedJsonSchemas(wireSchemas, '#/'));
  const hash = createHash('sha256').update(canonical).digest('hex').slice(0, 16);
  expect({ version: PROTOCOL_VERSION, hash }).toEqual(PINNED);
});

test('the hash sees every schema', () => {
  const schemas = namedJsonSchemas(wireSchemas, '#/');
  for (const name of Object.keys(wireSchemas)) expect(Object.keys(schemas[name] ?? {})).not.toBeEmpty();
});

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
