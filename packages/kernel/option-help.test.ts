import { expect, test } from 'bun:test';
import { helpText, referencePage } from './option-help.ts';
import { option } from './options.ts';
import { rateLimitOption } from './shared-options.ts';

const wait = option.duration({ env: 'PARLEY_WAIT_FOR', description: 'How long to wait.', default: 900_000, max: 3_600_000 });
const key = option.string({ env: 'PARLEY_KEY', description: 'The key.', secret: true });
const owners = [
  { name: 'process', options: { wait } },
  { name: 'auth', options: { key, wait, rateLimitOption } },
];

test('help names flag, variable and default of every option once', () => {
  const text = helpText(owners);
  expect(text).toContain('--wait-for <duration>\n      How long to wait.\n      PARLEY_WAIT_FOR; default: 15m');
  expect(text).toContain('--rate-limit <on|off>');
  expect(text.match(/--wait-for/g)).toHaveLength(1);
});

test('the reference has a row for every option under the first that declares it', () => {
  const page = referencePage(owners);
  expect(page).toContain(
    '| `PARLEY_WAIT_FOR` | `--wait-for` | a duration such as 500ms, 30s, 15m, 24h or 7d of at most 1h | `15m` | How long to wait. |',
  );
  expect(page).toContain('| `PARLEY_KEY` | `--key` | a text | – | The key. Secret. |');
  expect(page).toContain('Refused in production: `off`.');
  expect(page.match(/PARLEY_WAIT_FOR/g)).toHaveLength(1);
});
