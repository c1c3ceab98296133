import { option } from '@parley/kernel/options';
import { corsOriginsOption, publicUrlOption, rateLimitOption, trustedProxiesOption } from '@parley/kernel/shared-options';

/** The options of the gateway. */
export const gatewayOptions = {
  publicUrl: publicUrlOption,
  rateLimit: rateLimitOption,
  trustedProxies: trustedProxiesOption,
  corsOrigins: corsOriginsOption,
  realtimeUrl: option.list({
    env: 'PARLEY_REALTIME_URL',
    description:
      'Where a gateway without realtime in its process finds it, to pass `/ws` on to: addresses, several with commas; a name stands for all its addresses.',
    default: ['http://realtime-service:8087'],
  }),
  webDir: option.path({
    env: 'PARLEY_WEB_DIR',
    description: 'Folder of the built web client. Unset: the one that belongs to this version.',
  }),
};
