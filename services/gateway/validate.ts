import { idSchema } from '@parley/protocol/scalars';
import { schemaError } from '@parley/protocol/schema-error';
import { validator } from 'hono-openapi';
import { z } from 'zod';

const options = { options: { io: 'input' } } as const;

/** Checks the JSON body; the handler gets it by `c.req.valid('json')`. */
export function body<S extends z.ZodType>(schema: S) {
  return validator('json', schema, refuse, options);
}

/** Checks the query string; the handler gets it by `c.req.valid('query')`. */
export function query<S extends z.ZodType>(schema: S) {
  return validator('query', schema, refuse, options);
}

/** Checks the ids in the path; the handler gets them by `c.req.valid('param')`. */
export function ids<const Names extends readonly string[]>(...names: Names) {
  return params(Object.fromEntries(names.map((name) => [name, idSchema])) as Record<Names[number], typeof idSchema>);
}

/** Checks what the path holds. */
export function params<Shape extends z.ZodRawShape>(shape: Shape) {
  return validator('param', z.object(shape), refuse, options);
}

/** Throws the public error of what a schema refused. */
function refuse(result: { readonly success: boolean; readonly error?: unknown }): void {
  if (!result.success) throw schemaError({ issues: result.error as z.core.$ZodIssue[] }, 'request.invalid');
}
