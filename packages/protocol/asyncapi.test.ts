import { expect, test } from 'bun:test';
import specs from '@asyncapi/specs';
import Ajv from 'ajv';
import { asyncApiDocument } from './asyncapi.ts';

const document = asyncApiDocument();
const official = specs.schemasWithoutId['3.0.0'] as object;

test('the document is valid by the schema of AsyncAPI 3.0', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(official);
  validate(document);
  expect(validate.errors).toBeNull();
});

test('the schema of AsyncAPI would have found a fault', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  expect(ajv.validate(official, { ...document, channels: { socket: { address: 7 } } })).toBe(false);
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path);
  expect(references.length).toBeGreaterThan(100);
  for (const path of references) {
    const target = path.split('/').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
    expect([path, typeof target]).toEqual([path, 'object']);
  }
});

test('every frame is described, not only named', () => {
  const { schemas } = document['components'] as { schemas: Record<string, { type?: string; properties?: object }> };
  const { operations } = document as { operations: object };
  for (const type of Object.keys(operations))
    expect([type, Object.keys(schemas[type]?.properties ?? {})[0]]).toEqual([type, 'type']);
});
