import { option } from '@parley/kernel/options';
import { corsOriginsOption, publicUrlOption, rateLimitOption, trustedProxiesOption } from '@parley/kernel/shared-options';

/** The options of the gateway. */
export const gatewayOptions = {
  publicUrl: publicUrlOption,
  rateLimit: rateLimitOption,
  trustedProxies: trustedProxiesOption,
  corsOrigins: corsOriginsOption,
  webDir: option.path({
    env: 'PARLEY_WEB_DIR',
    description: 'Folder of the built web client. Unset: the one that belongs to this version.',
  }),
};
