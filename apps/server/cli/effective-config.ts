import { type Config, compileConfig, type OptionOwner } from '@parley/kernel/config';
import { rpcOptions } from '@parley/rpc/rpc-options';
import { processOptions } from '../process-options.ts';
import { modules } from '../targets.ts';

/** Everything that declares options: the process, then its modules. */
export const optionOwners: readonly OptionOwner[] = [
  { name: 'process', options: processOptions },
  { name: 'internal calls', options: rpcOptions },
  ...modules,
];

/**
 * The configuration from this process's environment and a command's flags.
 * @throws ConfigError
 */
export function effectiveConfig(argv: readonly string[]): Config {
  return compileConfig(optionOwners, { env: process.env, argv });
}
