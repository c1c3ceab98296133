const PLATFORMS: readonly string[] = ['web', 'android', 'ios', 'desktop', 'bot', 'other'];
const NAME_LENGTH = 100;

/** What a session runs on. */
export interface DeviceDescription {
  readonly name: string;
  readonly platform: string;
}

/** What is kept of a client's description of itself: cut to size, printable, an unknown platform as `other`. It is for people to read only. */
export function describeDevice(device: DeviceDescription | undefined): DeviceDescription {
  const name = (device?.name ?? '').replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ').trim();
  const platform = device?.platform ?? '';
  return { name: Array.from(name).slice(0, NAME_LENGTH).join(''), platform: PLATFORMS.includes(platform) ? platform : 'other' };
}
