import { networkInterfaces } from 'node:os';

/** The one line that says where to go, and how other devices get there. `npm start` prints nothing else that matters. */
export function readyLine(hostname: string, port: number, url: string): string {
  if (hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '::1') {
    return `Parley is ready: open ${url}  (only this machine; for other devices start with --host 0.0.0.0)`;
  }
  const others = hostname === '0.0.0.0' || hostname === '::' ? lanAddresses().map((address) => `http://${address}:${port}`) : [];
  return `Parley is ready: open ${url}${others.length === 0 ? '' : `  (other devices: ${others.join(' or ')})`}`;
}

function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}
