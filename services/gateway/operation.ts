import { describeRoute, resolver } from 'hono-openapi';
import type { z } from 'zod';

/** An answer: its schema with a name, or only what it means where it has no body. */
type Answer = string | readonly [schema: z.ZodType, description: string];

interface Operation {
  readonly tag: 'Accounts' | 'People' | 'Chats' | 'Messages' | 'Sync' | 'Documents';
  /** Name of the call in generated clients. */
  readonly id: string;
  readonly summary: string;
  readonly answers: Readonly<Record<number, Answer>>;
  /** True where no access token is needed. */
  readonly open?: boolean;
}

/** Describes a route for the OpenAPI document. */
export function operation({ tag, id, summary, answers, open }: Operation) {
  const responses = Object.entries(answers).map(([status, answer]) => [status, response(answer)] as const);
  return describeRoute({
    operationId: id,
    tags: [tag],
    summary,
    ...(open === true && { security: [] }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/Problem' } },
  });
}

function response(answer: Answer) {
  if (typeof answer === 'string') return { description: answer };
  const [schema, description] = answer;
  return { description, content: { 'application/json': { schema: resolver(schema, { io: 'input' }) } } };
}
