/**
 * Whether a page of this origin may use the server: the server's own pages and those of the allow-list. A request without an origin does not
 * come from a page of another website.
 *
 * @param allowed Origins (`https://chat.example.org`), the public address of the server among them where it is known.
 */
export function originAllowed(request: Request, allowed: readonly string[]): boolean {
  const origin = request.headers.get('origin');
  if (origin === null) return true;
  if (allowed.includes(origin)) return true;
  try {
    return new URL(origin).host === request.headers.get('host');
  } catch {
    // "null" (sandboxed frames, files) and anything else that isn't an origin.
    return false;
  }
}
