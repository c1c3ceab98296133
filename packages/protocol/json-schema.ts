import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * JSON schemas (draft 7) of `roots` and of every named schema in them, by name. References are written with `refPrefix`,
 * the place where a document keeps them. Objects are open, because unknown fields are ignored.
 */
export function namedJsonSchemas(roots: Readonly<Record<string, z.ZodType>>, refPrefix: string): Record<string, JsonSchema> {
  const named: Record<string, JsonSchema> = {};
  for (const [name, root] of Object.entries(roots)) {
    const {
      $schema: _,
      definitions = {},
      ...schema
    } = withRefPrefix(z.toJSONSchema(root, { io: 'input', target: 'draft-7' }), refPrefix);
    // A root that has a name of its own is among the definitions, and the schema around them only points there.
    Object.assign(named, { [name]: schema }, definitions);
  }
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, withoutId(schema)]));
}

function withRefPrefix(schema: object, refPrefix: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/definitions/', `"$ref":"${refPrefix}`)) as Record<
    string,
    unknown
  >;
}

/** The name already is the key; as `id` or `$id` it would change what references are relative to. */
function withoutId({ id: _id, $id: _$id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
