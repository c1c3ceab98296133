import { closeCodes } from './close-codes.ts';
import { errorCatalogue } from './errors.ts';

/** The reference page of error and close codes, as Markdown. */
export function errorReference(): string {
  const errors = Object.entries(errorCatalogue).map(
    ([code, { status, retryable, message }]) => `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${message} |`,
  );
  const closes = Object.values(closeCodes).map(
    ({ code, reason, reconnect }) => `| ${code} | ${reason} | ${reconnect.replaceAll('_', ' ')} |`,
  );
  return [
    '# Errors and close codes',
    '',
    'Generated from the catalogue; do not edit. Codes are stable: they are added, never renamed.',
    '',
    '## Errors',
    '',
    'REST answers them as `application/problem+json` (RFC 9457), the WebSocket as an `error` frame. “Retry” means that the same',
    'request may succeed later, unchanged.',
    '',
    '| code | status | retry | message |',
    '|---|---|---|---|',
    ...errors,
    '',
    '## Close codes of the WebSocket',
    '',
    '| code | meaning | reconnect |',
    '|---|---|---|',
    ...closes,
    '',
  ].join('\n');
}
