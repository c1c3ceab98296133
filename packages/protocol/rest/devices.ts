import { z } from 'zod';
import { MAX_URL_BYTES } from '../limits.ts';
import { boundedText, webUrl } from '../scalars.ts';

/** A `PushSubscription` as the browser's `toJSON()` gives it (Push API). */
export const pushSubscriptionSchema = z
  .object({
    endpoint: webUrl(MAX_URL_BYTES),
    expirationTime: z.number().nullable().optional(),
    keys: z.object({ p256dh: boundedText(256, { min: 1 }), auth: boundedText(128, { min: 1 }) }).optional(),
  })
  .meta({ id: 'PushSubscription' });

/** `POST /devices`: a subscription for `webpush` and `unifiedpush`, a token for `fcm` and `apns`. */
export const registerDeviceBody = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.enum(['webpush', 'unifiedpush']), subscription: pushSubscriptionSchema }),
    z.object({ kind: z.enum(['fcm', 'apns']), token: boundedText(4096, { min: 1 }) }),
  ])
  .meta({ id: 'RegisterDevice' });

export type RegisterDeviceBody = z.input<typeof registerDeviceBody>;
