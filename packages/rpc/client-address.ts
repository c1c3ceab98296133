/**
 * Network address of the client behind `proxies` trusted reverse proxies. Each proxy appends the address it was called from to
 * `X-Forwarded-For`, so the client's is that many entries from the right; what stands left of it anyone can write.
 *
 * @param peer Address of whoever opened the connection.
 */
export function clientAddress(request: Request, peer: string, proxies: number): string {
  if (proxies === 0) return peer;
  const hops = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  return hops.at(-proxies)?.trim() || peer;
}
