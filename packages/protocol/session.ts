import { z } from 'zod';
import { idSchema, timeSchema } from './scalars.ts';
import { userSchema } from './user.ts';

/** What a sign-in gives. Both tokens are new after each refresh. */
export const sessionSchema = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    /** Seconds until the access token expires. */
    expiresIn: z.number().int(),
    sessionId: idSchema,
    user: userSchema,
    isNewUser: z.boolean(),
  })
  .meta({ id: 'Session' });

/** What a session runs on, as the client describes it. */
export const clientDeviceSchema = z
  .object({
    name: z.string(),
    platform: z.enum(['web', 'android', 'ios', 'desktop', 'bot', 'other']),
  })
  .meta({ id: 'ClientDevice' });

/** A signed-in device in the list of one's sessions. */
export const sessionInfoSchema = z
  .object({
    id: idSchema,
    device: z.object({ name: z.string(), platform: z.string() }).optional(),
    createdAt: timeSchema,
    lastUsedAt: timeSchema,
    /** Whether it is the one that asks. */
    current: z.boolean(),
  })
  .meta({ id: 'SessionInfo' });

/** A code is under way to the phone. */
export const challengeSchema = z
  .object({
    challengeId: z.string(),
    /** Seconds. */
    expiresIn: z.number().int(),
    /** Seconds until another code may be asked for. */
    resendIn: z.number().int(),
    /** Only in development, with the `echo` sender. */
    code: z.string().optional(),
  })
  .meta({ id: 'Challenge' });

export type Session = z.infer<typeof sessionSchema>;
export type ClientDevice = z.infer<typeof clientDeviceSchema>;
export type SessionInfo = z.infer<typeof sessionInfoSchema>;
export type Challenge = z.infer<typeof challengeSchema>;
