import { afterAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, compileConfig } from './config.ts';
import { option } from './options.ts';
import { environmentOption, rateLimitOption } from './shared-options.ts';

const options = {
  port: option.integer({ env: 'PARLEY_PORT', description: 'Port.', min: 1, max: 65_535, default: 8080 }),
  dataDir: option.path({ env: 'PARLEY_DATA_DIR', description: 'Folder.', default: './data' }),
  key: option.string({ env: 'PARLEY_KEY', description: 'Key.', secret: true }),
  wait: option.duration({ env: 'PARLEY_WAIT', description: 'Wait.', default: 1000 }),
  size: option.bytes({ env: 'PARLEY_SIZE', description: 'Size.', max: 1024 }),
  fast: option.boolean({ env: 'PARLEY_FAST', description: 'Fast.', default: true }),
  format: option.enum({ env: 'PARLEY_FORMAT', description: 'Format.', choices: ['pretty', 'json'], default: 'json' }),
  hosts: option.list({ env: 'PARLEY_HOSTS', description: 'Hosts.', default: [] }),
  link: option.url({ env: 'PARLEY_LINK', description: 'Link.', schemes: ['https'] }),
};
const owners = [{ name: 'test', options }];
const folder = mkdtempSync(join(tmpdir(), 'parley-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const compile = (env: Record<string, string>, argv: string[] = []) => compileConfig(owners, { env, argv }).valuesOf(options);

function problems(env: Record<string, string>, argv: string[] = []): readonly string[] {
  try {
    compile(env, argv);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('values', () => {
  test('come from defaults, the environment and flags, the flag first', () => {
    const values = compile({ PARLEY_PORT: '9000', PARLEY_WAIT: '15m', PARLEY_HOSTS: 'a, b' }, [
      '--port',
      '9001',
      '--size=1KiB',
      '--no-fast',
    ]);
    expect(values).toEqual({
      port: 9001,
      dataDir: resolve('./data'),
      key: undefined,
      wait: 900_000,
      size: 1024,
      fast: false,
      format: 'json',
      hosts: ['a', 'b'],
      link: undefined,
    });
  });

  test('can’t be changed', () => {
    const values = compile({ PARLEY_HOSTS: 'a' });
    expect(Object.isFrozen(values) && Object.isFrozen(values.hosts)).toBe(true);
  });

  test('an empty variable counts as unset', () => {
    expect(compile({ PARLEY_PORT: '' }).port).toBe(8080);
  });

  test('a secret can be read from a file; the line end is not part of it', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'hush\n');
    expect(compile({ PARLEY_KEY_FILE: file }).key).toBe('hush');
    expect(problems({ PARLEY_KEY_FILE: join(folder, 'none') })[0]).toContain("can't be read");
    expect(problems({ PARLEY_KEY_FILE: file, PARLEY_KEY: 'x' })[0]).toContain('both set');
  });
});

describe('problems', () => {
  test('are all named at once, each with what it was and what it may be', () => {
    expect(problems({ PARLEY_PORT: '70000', PARLEY_FORMAT: 'xml', PARLEY_LINK: 'http://a' }, ['--wait', 'soon'])).toEqual([
      'PARLEY_PORT is "70000"; it must be a whole number from 1 to 65535.',
      '--wait is "soon"; it must be a duration such as 500ms, 30s, 15m, 24h or 7d.',
      'PARLEY_FORMAT is "xml"; it must be one of pretty, json.',
      'PARLEY_LINK is "http://a"; it must be a URL that starts with https://.',
    ]);
  });

  test('an unknown variable or flag suggests the one that was meant', () => {
    expect(problems({ PARLEY_PROT: '1' })).toEqual(['PARLEY_PROT is not an option. Did you mean PARLEY_PORT?']);
    expect(problems({}, ['--prot', '1'])).toEqual(['--prot is not a flag of this command. Did you mean --port?']);
    expect(problems({}, ['9000'])).toEqual(['"9000" is not a flag; flags start with --.']);
    expect(problems({ PARLEY_PORT_FILE: 'x' })[0]).toStartWith('PARLEY_PORT_FILE is not an option.');
  });

  test('variables of tests and benchmarks are none of ours', () => {
    expect(problems({ PARLEY_TEST_POSTGRES_URL: 'x', PARLEY_CHROMIUM: 'y', PARLEY_NATS_SERVER: 'z', PATH: '/bin' })).toEqual([]);
  });

  test('a flag without its value is one', () => {
    expect(problems({}, ['--port'])).toEqual(['--port needs a value: a whole number from 1 to 65535.']);
  });

  test('a wrong secret is not shown', () => {
    const secret = option.integer({ env: 'PARLEY_PIN', description: 'Pin.', secret: true });
    const wrong = () => compileConfig([{ name: 'test', options: { secret } }], { env: { PARLEY_PIN: 'hush' }, argv: [] });
    expect(wrong).toThrow('PARLEY_PIN is a secret that is not shown');
    expect(wrong).not.toThrow('hush');
  });

  test('production refuses what is only safe in development', () => {
    const shared = [{ name: 'test', options: { environmentOption, rateLimitOption } }];
    const env = { PARLEY_ENV: 'production', PARLEY_RATE_LIMIT: 'off' };
    expect(() => compileConfig(shared, { env, argv: [] })).toThrow(
      'PARLEY_RATE_LIMIT is "off", which is refused when PARLEY_ENV is "production".',
    );
    expect(() => compileConfig(shared, { env: { ...env, PARLEY_ENV: 'development' }, argv: [] })).not.toThrow();
  });
});

test('two owners may share an option object, but not declare the variable twice', () => {
  const again = option.integer({ env: 'PARLEY_PORT', description: 'Another.' });
  expect(() =>
    compileConfig([...owners, { name: 'other', options: { port: options.port } }], { env: {}, argv: [] }),
  ).not.toThrow();
  expect(() => compileConfig([...owners, { name: 'other', options: { again } }], { env: {}, argv: [] })).toThrow(
    'other declares PARLEY_PORT',
  );
});
