import { parseArgs } from 'node:util';
import { systemClock } from '@parley/kernel/clock';
import { ConfigError } from '@parley/kernel/config';
import { parseDuration } from '@parley/kernel/units';
import { signInternalToken } from '@parley/rpc/internal/internal-token';
import { rpcOptions } from '@parley/rpc/rpc-options';
import { effectiveConfig } from './effective-config.ts';
import { exitCodes } from './exit-codes.ts';

const USAGE = `parley internal-token [--name tool] [--lifetime 10m]

Prints a token by which a tool may call the services of this installation on their internal and gRPC listeners:
  grpcurl -H "authorization: Bearer $(parley internal-token)" …
It is signed with PARLEY_INTERNAL_SECRET; lifetimes are from 1s to 24h.`;

const DAY = 24 * 60 * 60_000;

/** Prints a token for tools. Whoever has it may call anything as anybody until it ends. */
export async function internalToken(argv: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { name: { type: 'string', default: 'tool' }, lifetime: { type: 'string', default: '10m' } },
    strict: false,
    allowPositionals: true,
  });
  const lifetime = parseDuration(String(values.lifetime));
  const name = String(values.name);
  if (Object.keys(values).length > 2 || positionals.length > 0 || lifetime === undefined || lifetime < 1000 || lifetime > DAY) {
    console.error(USAGE);
    return exitCodes.usage;
  }
  const [secret] = effectiveConfig([]).valuesOf(rpcOptions).internalSecret ?? [];
  if (secret === undefined)
    throw new ConfigError(['PARLEY_INTERNAL_SECRET is not set; it must be that of the processes to call.']);
  console.log(await signInternalToken(secret, name, systemClock.now(), lifetime / 1000));
  return exitCodes.ok;
}
