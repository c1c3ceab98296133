import { type Config, ConfigError } from '@parley/kernel/config';
import type { AnyModule } from '@parley/kernel/module';

/** What processes that share the work must share besides, and why. */
const SHARED: readonly { readonly env: string; readonly what: string; readonly neededBy?: string }[] = [
  { env: 'PARLEY_NATS_URL', what: 'the NATS server by which they tell each other what happens' },
  { env: 'PARLEY_REDIS_URL', what: 'the Redis or Valkey in which they keep limits and presence' },
  { env: 'PARLEY_POSTGRES_URL', what: 'the PostgreSQL that they share', neededBy: 'postgres' },
  { env: 'PARLEY_INTERNAL_SECRET', what: 'a secret of 32 characters or more, the same for all (try `openssl rand -base64 33`)' },
];

/**
 * Checks that a process which runs only some of the targets has what it needs to work with the others.
 * @throws ConfigError naming everything that is missing
 */
export function requireSharedEngines(config: Config, planned: readonly AnyModule[]): void {
  const given = new Map(config.settings.map(({ spec, value }) => [spec.env, value]));
  const targets = planned.filter(({ target }) => target).map(({ name }) => name);
  const problems = SHARED.filter(
    ({ env, neededBy }) =>
      given.get(env) === undefined && (neededBy === undefined || planned.some(({ name }) => name === neededBy)),
  ).map(({ env, what }) => `${env} is not set. This process runs only ${targets.join(', ')}, so it must know ${what}.`);
  if (problems.length > 0) throw new ConfigError(problems);
}
