import { z } from 'zod';
import { MAX_NAME_BYTES, MAX_SYNC_PHONES } from '../limits.ts';
import { boundedText, idSchema } from '../scalars.ts';
import { countrySchema } from './auth.ts';

const name = boundedText(MAX_NAME_BYTES);
const phone = boundedText(64, { min: 1 });

/** `POST /contacts`: by id or by phone number in E.164. */
export const addContactBody = z
  .object({ userId: idSchema.optional(), phone: phone.optional(), name: name.optional() })
  .refine((body) => (body.userId === undefined) !== (body.phone === undefined), {
    error: 'give either userId or phone',
    path: ['userId'],
  })
  .meta({ id: 'AddContact' });

/** `PATCH /contacts/{userId}`: an empty name goes back to the person's own. */
export const updateContactBody = z.object({ name }).meta({ id: 'UpdateContact' });

/** `POST /contacts/sync`: the numbers as the address book has them; national ones need `country`. */
export const syncContactsBody = z
  .object({ phones: z.array(phone).max(MAX_SYNC_PHONES), country: countrySchema.optional() })
  .meta({ id: 'SyncContacts' });

export type AddContactBody = z.input<typeof addContactBody>;
export type UpdateContactBody = z.input<typeof updateContactBody>;
export type SyncContactsBody = z.input<typeof syncContactsBody>;
