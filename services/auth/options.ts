import { option } from '@parley/kernel/options';
import { environmentOption, rateLimitOption } from '@parley/kernel/shared-options';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The options of the auth service. */
export const authOptions = {
  environment: environmentOption,
  rateLimit: rateLimitOption,
  otpSender: option.enum({
    env: 'PARLEY_OTP_SENDER',
    description:
      'How one-time codes reach people: console (the log, for development), echo (in the answer, for tests), http (posted to PARLEY_OTP_HTTP_URL, which sends the message).',
    choices: ['console', 'echo', 'http'],
    default: 'console',
    refusedInProduction: ['echo'],
  }),
  otpHttpUrl: option.url({
    env: 'PARLEY_OTP_HTTP_URL',
    description:
      'Where codes are posted as JSON: {challengeId, phone, code, expiresIn}. Any 2xx answer means that the message is on its way.',
    schemes: ['http', 'https'],
  }),
  otpHttpSecret: option.string({
    env: 'PARLEY_OTP_HTTP_SECRET',
    description: 'Sent to PARLEY_OTP_HTTP_URL as a bearer token.',
    secret: true,
  }),
  otpDailyLimit: option.integer({
    env: 'PARLEY_OTP_DAILY_LIMIT',
    description: 'Codes sent in a day altogether, at the most: what the installation pays for.',
    default: 10_000,
    min: 1,
  }),
  otpPrefixDailyLimit: option.integer({
    env: 'PARLEY_OTP_PREFIX_DAILY_LIMIT',
    description: 'Codes sent in a day to numbers that share their first five digits, at the most.',
    default: 1_000,
    min: 1,
  }),
  accessTokenTtl: option.duration({
    env: 'PARLEY_ACCESS_TOKEN_TTL',
    description: 'How long an access token is good for.',
    default: 15 * MINUTE_MS,
    min: MINUTE_MS,
    max: DAY_MS,
  }),
  refreshTokenTtl: option.duration({
    env: 'PARLEY_REFRESH_TOKEN_TTL',
    description: 'How long a session that nobody uses lives.',
    default: 60 * DAY_MS,
    min: 60 * MINUTE_MS,
    max: 3_650 * DAY_MS,
  }),
  jwtKeyFile: option.path({
    env: 'PARLEY_JWT_KEY_FILE',
    description:
      'Private P-256 keys that access tokens are signed with, as PEM, JWK or JWK set: the first one signs, all verify. Unset: the installation makes its own, keeps them in the database and changes them every 90 days.',
  }),
};
