import { option } from './options.ts';

/** Options that several modules read. They are declared once, here, because one variable is one option object. */
export const environmentOption = option.enum({
  env: 'PARLEY_ENV',
  description: 'What the installation is for. Production refuses settings that are only safe on a developer’s machine.',
  choices: ['development', 'production'],
  default: 'development',
});

export const dataDirOption = option.path({
  env: 'PARLEY_DATA_DIR',
  description: 'Folder of everything that must outlive the process: the embedded database, files and keys.',
  default: './data',
});

export const publicUrlOption = option.url({
  env: 'PARLEY_PUBLIC_URL',
  description:
    'Address under which people reach the server. Unset: the address it listens on. Browsers of other origins are refused.',
  schemes: ['http', 'https'],
});

export const rateLimitOption = option.enum({
  env: 'PARLEY_RATE_LIMIT',
  description: 'Rate limits. Off is for load tests.',
  choices: ['on', 'off'],
  default: 'on',
  refusedInProduction: ['off'],
});

export const corsOriginsOption = option.list({
  env: 'PARLEY_CORS_ORIGINS',
  description:
    'Origins of other websites whose pages may use this server, by REST and by WebSocket, such as `https://app.example.org`.',
  default: [],
});

export const trustedProxiesOption = option.list({
  env: 'PARLEY_TRUSTED_PROXIES',
  description:
    'Addresses or CIDR ranges of the reverse proxies in front. Only these are believed about the address of a client (`X-Forwarded-For`).',
  default: [],
});

export const redisUrlOption = option.url({
  env: 'PARLEY_REDIS_URL',
  description:
    'Redis 6.2 or newer, or Valkey, that processes share for rate limits and presence: `redis://:password@host:6379`, `rediss://` for TLS, `redis+sentinel://host/name` and `redis+cluster://host` with more hosts by `?host=`. Unset: in memory, for a single process.',
  schemes: ['redis', 'rediss', 'redis+sentinel', 'rediss+sentinel', 'redis+cluster', 'rediss+cluster'],
  secret: true,
});

export const s3EndpointOption = option.url({
  env: 'PARLEY_S3_ENDPOINT',
  description: 'S3-compatible server that files are kept in, such as `https://s3.eu-west-1.amazonaws.com`. Unset: a folder.',
  schemes: ['http', 'https'],
});

export const natsUrlOption = option.list({
  env: 'PARLEY_NATS_URL',
  description:
    'NATS server with JetStream, such as `nats://user:password@host:4222` (`tls://…` insists on TLS); several of one cluster with commas. Unset: this process works alone.',
  secret: true,
});
