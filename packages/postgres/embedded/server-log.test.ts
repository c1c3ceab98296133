import { expect, test } from 'bun:test';
import { testLogger } from '@parley/testkit/test-logger';
import { forwardLog } from './server-log.ts';

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 40: 'warn', 50: 'error' };

/** What is logged of `text`, as levels and messages. */
async function logged(text: string, ending: boolean): Promise<string[]> {
  const { logger, lines } = testLogger();
  const stream = new TransformStream<Uint8Array, Uint8Array>();
  const log = forwardLog(stream.readable, logger);
  if (ending) log.expectEnd();
  const writer = stream.writable.getWriter();
  // In two pieces, as pipes do.
  const bytes = new TextEncoder().encode(text);
  await writer.write(bytes.slice(0, 9));
  await writer.write(bytes.slice(9));
  await writer.close();
  // The pump ends after the stream, by a few turns.
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  return lines.map(({ level, msg }) => `${LEVELS[level]} ${msg}`);
}

const END = '57P01 FATAL:  terminating connection due to administrator command\n';
const FAULT = '58030 FATAL:  could not write to file\n';

test('each line is passed on at its level, without its SQLSTATE', async () => {
  const text = `LOG:  starting\n00000 LOG:  ready\n42P01 ERROR:  no such table\n01000 WARNING:  hm\n${FAULT}`;
  expect(await logged(text, false)).toEqual([
    'debug starting',
    'debug ready',
    'warn no such table',
    'warn hm',
    'error could not write to file',
  ]);
});

test('that sessions end is an error, but not while the server is being stopped', async () => {
  expect(await logged(END, false)).toEqual(['error terminating connection due to administrator command']);
  expect(await logged(END + FAULT, true)).toEqual([
    'debug terminating connection due to administrator command',
    'error could not write to file',
  ]);
});
