import { fail } from '@parley/protocol/errors';

/** How pushes reach a device. */
export type DeviceKind = 'webpush' | 'fcm' | 'apns' | 'unifiedpush';

/** Where pushes for one installation go. */
export interface PushAddress {
  readonly kind: DeviceKind;
  /** What names the installation: the token of fcm and apns, the endpoint of webpush and unifiedpush. */
  readonly address: string;
  /** PushSubscription as JSON, for webpush and unifiedpush. */
  readonly subscription: string | null;
}

const MAX_LENGTH = 4_096;
const NUL = '\u0000';

/** Reads and checks what a client registers; throws `request.invalid`. */
export function parsePushAddress(request: {
  readonly kind: string;
  readonly token?: string | undefined;
  readonly subscription?: string | undefined;
}): PushAddress {
  switch (request.kind) {
    case 'fcm':
    case 'apns':
      return { kind: request.kind, address: bounded('token', request.token), subscription: null };
    case 'webpush':
    case 'unifiedpush': {
      const subscription = bounded('subscription', request.subscription);
      return { kind: request.kind, address: endpointOf(subscription), subscription };
    }
    default:
      throw invalid('kind', 'Must be webpush, fcm, apns or unifiedpush.');
  }
}

/** The endpoint of a PushSubscription (W3C Push API §8): an https address. */
function endpointOf(subscription: string): string {
  const endpoint = parseJson(subscription)?.endpoint;
  if (typeof endpoint === 'string' && URL.canParse(endpoint) && new URL(endpoint).protocol === 'https:') return endpoint;
  throw invalid('subscription', 'Must be a PushSubscription with an https endpoint.');
}

function parseJson(text: string): { readonly endpoint?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // not JSON: the caller says what it should have been
  }
}

function bounded(path: string, value: string | undefined): string {
  if (value !== undefined && value.length > 0 && value.length <= MAX_LENGTH && !value.includes(NUL)) return value;
  throw invalid(path, `Must be 1 to ${MAX_LENGTH} characters.`);
}

function invalid(path: string, message: string) {
  return fail('request.invalid', { issues: [{ path, message }] });
}
