import { describe, expect, test } from 'bun:test';
import { runParley } from '../testing/server-process.ts';

async function outcome(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const parley = runParley(argv, env);
  return { code: await parley.exited, output: parley.output() };
}

describe('the command line', () => {
  test('ends with 78 on a wrong configuration and names every fault', async () => {
    const { code, output } = await outcome(['serve', '--prot', '1'], { PARLEY_PORT: 'http', PARLEY_DATADIR: '/x' });
    expect(code).toBe(78);
    expect(output).toContain('--prot is not a flag of this command. Did you mean --port?');
    expect(output).toContain('PARLEY_PORT is "http"; it must be a whole number from 0 to 65535.');
    expect(output).toContain('PARLEY_DATADIR is not an option. Did you mean PARLEY_DATA_DIR?');
  });

  test('ends with 78 on a target that there isn’t', async () => {
    const { code, output } = await outcome(['serve', '--target', 'gatway']);
    expect([code, output]).toEqual([78, expect.stringContaining('There is no target gatway. Did you mean gateway?')]);
  });

  test.each([
    ['PARLEY_RATE_LIMIT', 'off'],
    ['PARLEY_OTP_SENDER', 'echo'],
  ])('refuses %s=%s in production', async (name, value) => {
    const { code, output } = await outcome(['serve'], { PARLEY_ENV: 'production', [name]: value });
    expect([code, output]).toEqual([
      78,
      expect.stringContaining(`${name} is "${value}", which is refused when PARLEY_ENV is "production".`),
    ]);
  });

  test('suggests the command that was meant', async () => {
    const { code, output } = await outcome(['sevre']);
    expect([code, output]).toEqual([64, expect.stringContaining('There is no command sevre. Did you mean serve?')]);
  });

  test('prints the effective configuration without secrets', async () => {
    const { code, output } = await outcome(['config', '--port', '9000'], { PARLEY_POSTGRES_URL: 'postgres://u:hush@db/parley' });
    expect(code).toBe(0);
    expect(output).toMatch(/^PARLEY_PORT=9000 +# flag$/m);
    expect(output).toMatch(/^PARLEY_POSTGRES_URL=••• +# environment$/m);
    expect(output).not.toContain('hush');
  });

  test('names the targets', async () => {
    const { code, output } = await outcome(['serve', '--list-targets']);
    expect(code).toBe(0);
    for (const target of ['all', 'auth', 'chat', 'gateway', 'presence', 'realtime', 'user'])
      expect(output).toMatch(new RegExp(`^${target} +\\S`, 'm'));
  });
});
