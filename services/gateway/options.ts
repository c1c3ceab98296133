import { option } from '@parley/kernel/options';
import { publicUrlOption, rateLimitOption } from '@parley/kernel/shared-options';

/** What can be configured of the gateway. */
export const gatewayOptions = {
  publicUrl: publicUrlOption,
  rateLimit: rateLimitOption,
  trustedProxies: option.list({
    env: 'PARLEY_TRUSTED_PROXIES',
    description: 'Addresses or CIDR ranges of the proxies in front. Only these are believed about the address of a client (X-Forwarded-For).',
    default: [],
  }),
  corsOrigins: option.list({
    env: 'PARLEY_CORS_ORIGINS',
    description: 'Other origins whose pages may use the API, like https://chat.example.org. Empty: only pages of this server.',
    default: [],
  }),
  webDir: option.path({
    env: 'PARLEY_WEB_DIR',
    description: 'Folder of the built web client. Unset: the one that belongs to this version.',
  }),
};
