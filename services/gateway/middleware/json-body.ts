import { fail } from '@parley/protocol/errors';
import { MAX_BODY_BYTES } from '@parley/protocol/limits';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import type { GatewayEnv } from '../gateway.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

const limited = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw fail('request.too_large');
  },
});

/** Takes bodies of JSON, up to 1 MiB. */
export const jsonBody = createMiddleware<GatewayEnv>((c, next) => {
  const { headers } = c.req.raw;
  const hasBody = c.req.raw.body !== null && headers.get('content-length') !== '0';
  if (hasBody && !JSON_TYPE.test(headers.get('content-type') ?? '')) throw fail('request.unsupported_media_type');
  return limited(c, next);
});
