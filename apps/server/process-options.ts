import { option } from '@parley/kernel/options';
import { dataDirOption, environmentOption } from '@parley/kernel/shared-options';

/** Options of the process itself, beside those of its modules. */
export const processOptions = {
  environment: environmentOption,
  host: option.string({
    env: 'PARLEY_HOST',
    description: 'Address to listen on. Unset: 127.0.0.1 in development (this machine only), 0.0.0.0 in production.',
  }),
  port: option.integer({
    env: 'PARLEY_PORT',
    description: 'Port of the public HTTP and WebSocket listener; 0 takes any free one.',
    min: 0,
    max: 65_535,
    default: 8080,
  }),
  reusePort: option.boolean({
    env: 'PARLEY_REUSE_PORT',
    description:
      'Whether other processes may listen on the same public port, so that several gateways on one machine are behind one address. The system deals new connections out between them (Linux; elsewhere one gets them all until it ends).',
    default: false,
  }),
  dataDir: dataDirOption,
  targets: option.list({
    env: 'PARLEY_TARGET',
    description: 'Which services this process runs. `parley list-targets` names them.',
    default: ['all'],
  }),
  logLevel: option.enum({
    env: 'PARLEY_LOG_LEVEL',
    description: 'The least severe log lines that are written.',
    choices: ['debug', 'info', 'warn', 'error'],
    default: 'info',
  }),
  logFormat: option.enum({
    env: 'PARLEY_LOG_FORMAT',
    description: 'Log lines for a person or for a machine. Unset: `pretty` in development, `json` in production.',
    choices: ['pretty', 'json'],
  }),
  stopTimeout: option.duration({
    env: 'PARLEY_STOP_TIMEOUT',
    description: 'How long a stop may take before the process ends anyway.',
    min: 1000,
    max: 600_000,
    default: 9_000,
  }),
};
