import { BlockList, isIPv6 } from 'node:net';

/** The address that a request came from, as limits count it. */
export type ClientAddress = (peerAddress: string, forwardedFor: string | undefined) => string;

/**
 * Tells clients' addresses. `X-Forwarded-For` is read from the right, as far as the proxies in it are trusted: what is left
 * of the first other address anybody could have written.
 *
 * @param trustedProxies addresses or CIDR ranges
 */
export function clientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

  return (peerAddress, forwardedFor) => {
    let address = plainAddress(peerAddress);
    const hops = forwardedFor?.split(',').map((hop) => plainAddress(hop.trim())) ?? [];
    while (hops.length > 0 && isTrusted(address)) address = hops.pop() || address;
    return address;
  };
}

/** IPv4 in the form of IPv6 (`::ffff:10.0.0.1`) is IPv4. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

/**
 * What a rate limit counts by: an IPv4 address, or the /64 that an IPv6 subscriber has to themselves and can change
 * addresses in at will.
 */
export function limitKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => group.toLowerCase())
    .join(':')}::/64`;
}
