import { describe, expect, test } from 'bun:test';
import { canSetSyncInterval, natsConfiguration } from './nats.ts';
import { isAtLeast, versionIn } from './version.ts';

describe('versions', () => {
  test.each([
    ['nats-server: v2.14.3', '2.14.3'],
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
    ['Version  : v1.8.0\nBuild    : norev', '1.8.0'],
    ['Version  : git', undefined],
  ])('are found in %p', (text, expected) => expect(versionIn(text)).toBe(expected));

  test.each([
    ['2.14.3', '2.12', true],
    ['2.9.10', '2.12', false],
    ['2.12', '2.12.0', true],
    ['3.0.0', '2.12', true],
    ['unknown', '1.0', false],
  ])('%s is at least %s: %p', (version, wanted, expected) => expect(isAtLeast(version, wanted)).toBe(expected));
});

describe('the configuration of a NATS server', () => {
  const program = (version: string) => ({ path: 'x', version, origin: 'found on PATH', args: [], env: {} }) as const;

  test('says when it writes through to the disk, where the server can be told', () => {
    expect(natsConfiguration(program('2.14.3'), 1, '/d', {})).toContain('sync_interval: "250ms"');
    expect(natsConfiguration(program('2.14.3'), 1, '/d', { syncInterval: 'always' })).toContain('sync_interval: always');
  });

  test('has nothing that an older server refuses', () => {
    expect(canSetSyncInterval(program('2.9.10'))).toBe(false);
    expect(natsConfiguration(program('2.9.10'), 1, '/d', {})).not.toContain('sync_interval');
  });
});
