import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { findBinaries } from './binaries.ts';

test('the programs of this machine are found', () => {
  const { initdb, postgres } = findBinaries();
  expect([existsSync(initdb), existsSync(postgres)]).toEqual([true, true]);
});

test('a machine without a build is told what to do', () => {
  expect(() => findBinaries('plan9', 'mips')).toThrow('set PARLEY_POSTGRES_URL to a PostgreSQL of your own');
});
