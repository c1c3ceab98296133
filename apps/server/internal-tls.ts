import { readFileSync } from 'node:fs';
import { ConfigError } from '@parley/kernel/config';
import type { OptionValues } from '@parley/kernel/options';
import type { ClientTls } from '@parley/rpc/remote/exchange';
import type { rpcOptions } from '@parley/rpc/rpc-options';

/**
 * What this process shows to others and checks them by; undefined where internal calls aren't encrypted.
 * @throws ConfigError
 */
export function readInternalTls(options: OptionValues<typeof rpcOptions>): ClientTls | undefined {
  const files = { CERT: options.tlsCertFile, KEY: options.tlsKeyFile, CA: options.tlsCaFile };
  const { CERT: cert, KEY: key, CA: ca } = files;
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  if (cert === undefined || key === undefined || ca === undefined) {
    throw new ConfigError(['PARLEY_INTERNAL_TLS_CERT_FILE, _KEY_FILE and _CA_FILE go together; set all three or none.']);
  }
  return { cert: read('CERT', cert), key: read('KEY', key), ca: read('CA', ca) };
}

function read(part: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`PARLEY_INTERNAL_TLS_${part}_FILE is ${JSON.stringify(file)}, which can’t be read: ${reason}`]);
  }
}
