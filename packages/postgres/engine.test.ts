import { expect, test } from 'bun:test';
import { connectPostgres, unfitness } from './engine.ts';

test.each([
  [140_012, 'UTF8', 'points at PostgreSQL 14; Parley needs 15 or newer'],
  [90_624, 'UTF8', 'points at PostgreSQL 9'],
  [180_004, 'SQL_ASCII', 'encoded in SQL_ASCII'],
])('a server of version %d with %s is refused, and told why', (version, encoding, message) => {
  expect(unfitness(version, encoding)).toContain(message);
});

test.each([150_000, 180_007, 190_001])('a server of version %d will do', (version) => {
  expect(unfitness(version, 'UTF8')).toBeUndefined();
});

test('a server that can not be reached is unavailable', async () => {
  const target = { url: 'postgres://nobody@127.0.0.1:1/none' };
  await expect(connectPostgres(target, { max: 1 })).rejects.toMatchObject({ code: 'internal.unavailable' });
});
