import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Destination } from './exchange.ts';

/** The network addresses of a host name. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

/** Asks the system, which knows `/etc/hosts` and the name servers. Every record counts, as each is one process of a service. */
export const systemResolve: ResolveHost = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The processes behind a URL: each address of its host.
 * @throws whatever `resolveHost` throws
 */
export async function destinationsOf(url: string, resolveHost: ResolveHost): Promise<Destination[]> {
  const { protocol, hostname, host: authority, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await resolveHost(host) : [host];
  const suffix = port === '' ? '' : `:${port}`;
  return addresses.map((address) => {
    const inUrl = isIP(address) === 6 ? `[${address}]` : address;
    return { url: `${protocol}//${inUrl}${suffix}`, host, authority };
  });
}
