import { expect, test } from 'bun:test';
import { createLogger } from './create-logger.ts';
import { prettyLine } from './pretty-log.ts';
import { withRequest } from './request-context.ts';

function capture(format: 'pretty' | 'json' = 'json') {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level: 'info', format, write: (line) => void lines.push(line) }) };
}

test('lines logged while a request is served carry its id', async () => {
  const { lines, logger } = capture();
  await withRequest({ requestId: 'r-1' }, async () => {
    await Promise.resolve();
    logger.child({ module: 'chat' }).info('inside');
  });
  logger.info('outside');
  expect(lines.map((line) => JSON.parse(line).request_id)).toEqual(['r-1', undefined]);
});

test('secrets and what people write never get into a line', () => {
  const { lines, logger } = capture();
  logger.info(
    { password: 'hunter2', headers: { authorization: 'Bearer abc' }, message: { text: 'dear diary', id: 'm-1' } },
    'said',
  );
  expect(lines[0]).not.toMatch(/hunter2|Bearer|dear diary/);
  expect(lines[0]).toContain('m-1');
});

test('the form for people has the parts in order and the stack below', () => {
  const json = JSON.stringify({
    level: 'warn',
    time: '2026-01-02T03:04:05.678Z',
    module: 'chat',
    msg: 'late',
    by: 3,
    err: { stack: 'Error: x\n    at y' },
  });
  expect(prettyLine(json, false)).toBe('03:04:05.678 warn  chat: late by=3\n    Error: x\n        at y\n');
  const { lines, logger } = capture('pretty');
  logger.error({ err: new Error('broke') }, 'it');
  expect(lines[0]).toMatch(/ error it\n {4}Error: broke/);
});
