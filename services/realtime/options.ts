import { option } from '@parley/kernel/options';
import { corsOriginsOption, publicUrlOption, rateLimitOption, trustedProxiesOption } from '@parley/kernel/shared-options';

/** The options of the realtime service. */
export const realtimeOptions = {
  corsOrigins: corsOriginsOption,
  publicUrl: publicUrlOption,
  rateLimit: rateLimitOption,
  trustedProxies: trustedProxiesOption,
  heartbeat: option.duration({
    env: 'PARLEY_REALTIME_HEARTBEAT',
    description: 'How often a node gives a sign of life for the people connected to it.',
    default: 10_000,
    min: 1_000,
    max: 300_000,
  }),
};
