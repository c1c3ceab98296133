import { z } from 'zod';
import { MAX_NAME_BYTES } from '../limits.ts';
import { boundedText } from '../scalars.ts';

/** ISO 3166 alpha-2. */
export const countrySchema = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'must be a two-letter country code')
  .toUpperCase();

const phone = boundedText(32, { min: 1 });
const secret = boundedText(1024, { min: 1 });
const device = z.object({
  name: boundedText(MAX_NAME_BYTES).default(''),
  platform: z.enum(['web', 'android', 'ios', 'desktop', 'bot', 'other']).default('other'),
});

/** What a username may be. Compared without regard to case. */
export const usernameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.]{3,32}$/, 'must be 3 to 32 letters (a–z), digits, underscores or dots');

/** `POST /auth/otp` */
export const requestCodeBody = z.object({ phone, country: countrySchema.optional() }).meta({ id: 'RequestCode' });
/** `POST /auth/otp/verify` */
export const verifyCodeBody = z
  .object({ challengeId: boundedText(128, { min: 1 }), code: boundedText(16, { min: 1 }), device: device.optional() })
  .meta({ id: 'VerifyCode' });
/** `POST /auth/register` */
export const registerBody = z
  .object({
    username: usernameSchema,
    password: secret,
    displayName: boundedText(MAX_NAME_BYTES, { min: 1 }),
    device: device.optional(),
  })
  .meta({ id: 'Register' });
/** `POST /auth/login` */
export const loginBody = z
  .object({ login: boundedText(64, { min: 1 }), password: secret, device: device.optional() })
  .meta({ id: 'Login' });
/** `POST /auth/refresh` */
export const refreshBody = z.object({ refreshToken: secret }).meta({ id: 'Refresh' });

export type RequestCodeBody = z.input<typeof requestCodeBody>;
export type VerifyCodeBody = z.input<typeof verifyCodeBody>;
export type RegisterBody = z.input<typeof registerBody>;
export type LoginBody = z.input<typeof loginBody>;
export type RefreshBody = z.input<typeof refreshBody>;
