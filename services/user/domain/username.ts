import { fail } from '@parley/protocol/errors';

/** Letters, digits, `_` and `.` of ASCII alone, so that no two usernames look the same; 3 to 32 of them. */
const USERNAME = /^[A-Za-z0-9_.]{3,32}$/;

/** Checks a username and answers it; throws `request.invalid`. */
export function parseUsername(username: string): string {
  if (USERNAME.test(username)) return username;
  throw fail('request.invalid', {
    issues: [{ path: 'username', message: 'Must be 3 to 32 letters (a–z), digits, underscores or dots.' }],
  });
}

/** What makes two usernames the same one: case doesn't count. Computed here because SQL's `lower` depends on the locale. */
export function usernameKey(username: string): string {
  return username.toLowerCase();
}
