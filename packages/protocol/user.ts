import { z } from 'zod';
import { MAX_ABOUT_BYTES, MAX_NAME_BYTES, MAX_URL_BYTES } from './limits.ts';
import { boundedText, idSchema, timeSchema } from './scalars.ts';

/** A person as the one who asks may see them. */
export const userSchema = z
  .object({
    id: idSchema,
    username: z.string().optional(),
    displayName: boundedText(MAX_NAME_BYTES),
    about: boundedText(MAX_ABOUT_BYTES).optional(),
    avatarUrl: boundedText(MAX_URL_BYTES).optional(),
    /** E.164. Only one's own, or a contact's. */
    phone: z.string().optional(),
    /** Absent where it is hidden or unknown. */
    lastSeenAt: timeSchema.optional(),
    /** Absent where it is hidden or was not asked for. */
    online: z.boolean().optional(),
  })
  .meta({ id: 'User' });

const audience = z.enum(['everyone', 'contacts', 'nobody']);

/** Who sees what of a person. */
export const privacySchema = z
  .object({
    lastSeen: audience,
    avatar: audience,
    about: audience,
    /** Who may add the person to groups. */
    groupAdd: audience,
    readReceipts: z.boolean(),
    /** Whether people who have the phone number may find the account. */
    discoverableByPhone: z.boolean(),
  })
  .meta({ id: 'Privacy' });

/** A person in one's own address book. */
export const contactSchema = z
  .object({
    user: userSchema,
    /** What the owner of the address book calls them. */
    name: z.string().optional(),
    addedAt: timeSchema,
  })
  .meta({ id: 'Contact' });

/** A phone number of an address book that has an account. */
export const contactMatchSchema = z
  .object({
    /** As it was written in the request. */
    phone: z.string(),
    user: userSchema,
  })
  .meta({ id: 'ContactMatch' });

/** Where pushes for a person go. */
export const deviceSchema = z
  .object({ id: idSchema, kind: z.enum(['webpush', 'fcm', 'apns', 'unifiedpush']), createdAt: timeSchema })
  .meta({ id: 'Device' });

export type User = z.infer<typeof userSchema>;
export type Privacy = z.infer<typeof privacySchema>;
export type Contact = z.infer<typeof contactSchema>;
export type ContactMatch = z.infer<typeof contactMatchSchema>;
export type Device = z.infer<typeof deviceSchema>;
