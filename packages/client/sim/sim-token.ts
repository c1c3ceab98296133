/** Ms that an access token of the simulation holds: short, so that refreshes happen. */
const LIFE_MS = 40_000;

export interface SimToken {
  readonly userId: string;
}

export function makeToken(userId: string, now: number): { readonly accessToken: string; readonly expiresIn: number } {
  return { accessToken: `${userId}.${now + LIFE_MS}`, expiresIn: LIFE_MS / 1000 };
}

/** Whose token it is; undefined when it is none or has expired. */
export function readToken(token: string | undefined, now: number): SimToken | undefined {
  const [userId, end] = (token ?? '').split('.');
  return userId !== undefined && Number(end) > now ? { userId } : undefined;
}
