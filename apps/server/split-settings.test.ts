import { describe, expect, test } from 'bun:test';
import { ConfigError, compileConfig } from '@parley/kernel/config';
import { silentLogger } from '@parley/testkit/test-logger';
import { boot } from './boot.ts';
import { optionOwners } from './cli/effective-config.ts';
import { modules } from './targets.ts';
import { runParley } from './testing/server-process.ts';

const engines = {
  PARLEY_NATS_URL: 'nats://127.0.0.1:1',
  PARLEY_REDIS_URL: 'redis://127.0.0.1:1',
  PARLEY_POSTGRES_URL: 'postgres://127.0.0.1:1/parley',
};
const secret = { PARLEY_INTERNAL_SECRET: 'a secret of the tests that is long enough' };

/** What keeps a process from starting that is started so. */
async function refusal(target: string, env: Readonly<Record<string, string>>): Promise<string> {
  const config = compileConfig(optionOwners, { env, argv: ['--target', target, '--port', '0'] });
  try {
    const booted = await boot({ modules, config, logger: silentLogger, env: {} });
    await booted.stop();
    return 'nothing: it started';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('a process that runs some of the targets', () => {
  test('does not start without what it shares with the others, and names all of it', async () => {
    const said = await refusal('message,chat', {});
    for (const variable of [...Object.keys(engines), ...Object.keys(secret)]) expect(said).toContain(`${variable} is not set.`);
    expect(said).toContain('This process runs only message, chat');
  });

  test('needs no PostgreSQL where it has no data', async () => {
    const said = await refusal('gateway', {});
    expect(said).not.toContain('PARLEY_POSTGRES_URL');
    expect(said).toContain('PARLEY_NATS_URL');
  });

  test.each([
    ['a secret that can be guessed', 'gateway', { PARLEY_INTERNAL_SECRET: 'short' }, 'must have 32 characters or more'],
    [
      'one good secret and one that can be guessed',
      'gateway',
      { PARLEY_INTERNAL_SECRET: `${secret.PARLEY_INTERNAL_SECRET},short` },
      'must have 32 characters or more',
    ],
    ['several services and no port', 'chat,user', secret, 'PARLEY_INTERNAL_PORT is not set.'],
    [
      'a certificate without its key',
      'gateway',
      { ...secret, PARLEY_INTERNAL_TLS_CERT_FILE: '/x.pem' },
      'PARLEY_INTERNAL_TLS_CERT_FILE, _KEY_FILE and _CA_FILE go together',
    ],
    [
      'an address without its scheme',
      'gateway',
      { ...secret, PARLEY_AUTH_URL: 'auth-service:9081' },
      'PARLEY_AUTH_URL has "auth-service:9081"; it must be a URL that starts with http://',
    ],
  ] as const)('does not start with %s', async (_what, target, env, message) => {
    expect(await refusal(target, { ...engines, ...env })).toContain(message);
  });
});

test('a process that works alone opens no door for others without a secret', async () => {
  expect(await refusal('all', { PARLEY_INTERNAL_PORT: '0' })).toContain('PARLEY_INTERNAL_SECRET is not set.');
});

test('the command ends with 78 then', async () => {
  const server = runParley(['serve', '--target', 'gateway']);
  expect([await server.exited, server.output()]).toEqual([78, expect.stringContaining('PARLEY_REDIS_URL is not set.')]);
}, 60_000);
