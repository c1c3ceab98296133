import { z } from 'zod';
import { MAX_ABOUT_BYTES, MAX_IDS, MAX_NAME_BYTES, MAX_SEARCH_BYTES, MAX_URL_BYTES } from '../limits.ts';
import { limitQuery } from '../page.ts';
import { boundedText, idSchema } from '../scalars.ts';
import { privacySchema } from '../user.ts';
import { usernameSchema } from './auth.ts';

/** Address of a picture: our own path or https. */
export const avatarUrlSchema = boundedText(MAX_URL_BYTES).regex(
  /^(|\/[^/\s]\S*|https:\/\/\S+)$/,
  'must be a path of this server or an https address',
);

/** `PATCH /users/me`: what is absent stays; an empty string clears `about` and `avatarUrl`. */
export const updateProfileBody = z
  .object({
    username: usernameSchema.optional(),
    displayName: boundedText(MAX_NAME_BYTES, { min: 1 }).optional(),
    about: boundedText(MAX_ABOUT_BYTES).optional(),
    avatarUrl: avatarUrlSchema.optional(),
  })
  .meta({ id: 'UpdateProfile' });

/** `PATCH /users/me/privacy` */
export const updatePrivacyBody = privacySchema.partial().meta({ id: 'UpdatePrivacy' });

/** `GET /users?ids=`: comma-separated. */
export const usersQuery = z.object({ ids: idList(MAX_IDS) });

/** `GET /users/search?q=` */
export const searchUsersQuery = z.object({ q: boundedText(MAX_SEARCH_BYTES, { min: 1 }), limit: limitQuery });

/** Comma-separated ids of a query string; each once. */
export function idList(max: number) {
  return z
    .string()
    .transform((list) => [...new Set(list.split(',').filter((id) => id !== ''))])
    .pipe(z.array(idSchema).min(1).max(max));
}

export type UpdateProfileBody = z.input<typeof updateProfileBody>;
export type UpdatePrivacyBody = z.input<typeof updatePrivacyBody>;
