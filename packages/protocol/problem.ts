import { z } from 'zod';

/** Media type of an error answer (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Body of every error answer (RFC 9457, with the members that Parley adds). */
export const problemSchema = z
  .object({
    /** `urn:parley:error:<code>`. */
    type: z.string(),
    /** The status in words. */
    title: z.string(),
    status: z.number().int(),
    /** What a person can do about it. */
    detail: z.string(),
    /** Stable, e.g. `chat.not_a_member`. */
    code: z.string(),
    /** True when the same request may succeed later, unchanged. */
    retryable: z.boolean(),
    requestId: z.string(),
    /** Which fields were wrong. */
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;
