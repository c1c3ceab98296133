import { expect, test } from 'bun:test';
import { readyLine } from './ready-line.ts';

test('on this machine only, the line says how other devices get in', () => {
  expect(readyLine('127.0.0.1', 8080, 'http://localhost:8080')).toBe(
    'Parley is ready: open http://localhost:8080  (only this machine; for other devices start with --host 0.0.0.0)',
  );
});

test('at one address, the line names it and nothing else', () => {
  expect(readyLine('192.0.2.4', 9000, 'http://192.0.2.4:9000')).toBe('Parley is ready: open http://192.0.2.4:9000');
});
