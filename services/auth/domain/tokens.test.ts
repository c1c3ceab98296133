import { describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import { clientNetwork } from './client-network.ts';
import { drawCode, hashCode, sameHash } from './code.ts';
import { describeDevice } from './device.ts';
import { parsePhone } from './phone.ts';
import { decodeToken, drawSalt, encodeToken, firstToken, nextToken } from './refresh-token.ts';

describe('refresh tokens', () => {
  const token = firstToken(systemIds.uuid(), systemIds.bytes);

  test('are read as they were written', () => {
    expect(decodeToken(encodeToken(token))).toEqual(token);
  });

  test('of one session share the family and nothing else', () => {
    const next = nextToken(token, drawSalt(systemIds.bytes));
    expect(next).toMatchObject({ sessionId: token.sessionId, family: token.family });
    expect(next.secret).not.toEqual(token.secret);
    expect(next.secret).toHaveLength(32);
  });

  test.each([
    '',
    'abc',
    encodeToken(token).slice(1),
    `${encodeToken(token)}A`,
    `${encodeToken(token)}=`,
    ` ${encodeToken(token)}`,
    '💥'.repeat(20),
  ])('are not made of %p', (text) => {
    expect(decodeToken(text)).toBeUndefined();
  });
});

describe('codes', () => {
  test('are six digits, also where they begin with zeros', () => {
    expect(drawCode(() => new Uint8Array([0, 0, 0, 7]))).toBe('000007');
  });

  test('are drawn again rather than made unfair', () => {
    const draws = [new Uint8Array([255, 255, 255, 255]), new Uint8Array([0, 0, 0, 9])];
    expect(drawCode(() => draws.shift() ?? new Uint8Array(4))).toBe('000009');
  });

  test('have a hash that depends on salt and pepper', () => {
    const [salt, pepper] = [new Uint8Array([1]), new Uint8Array([2])];
    const hash = hashCode('123456', salt, pepper);
    expect(sameHash(hash, hashCode('123456', salt, pepper))).toBe(true);
    expect(sameHash(hash, hashCode('123457', salt, pepper))).toBe(false);
    expect(sameHash(hash, hashCode('123456', new Uint8Array([3]), pepper))).toBe(false);
    expect(sameHash(hash, hashCode('123456', salt, new Uint8Array([3])))).toBe(false);
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['', 'unknown'],
])('the network of %p is %p', (address, network) => {
  expect(clientNetwork(address)).toBe(network);
});

test('a device is described by what can be shown', () => {
  expect(describeDevice(undefined)).toEqual({ name: '', platform: 'other' });
  expect(describeDevice({ name: `Ada’s\u202e phone\n`, platform: 'toaster' })).toEqual({
    name: 'Ada’s  phone',
    platform: 'other',
  });
  expect(describeDevice({ name: 'x'.repeat(500), platform: 'ios' })).toEqual({ name: 'x'.repeat(100), platform: 'ios' });
});

test.each([
  ['+49 151 12345678', undefined, '+4915112345678'],
  ['0151 12345678', 'de', '+4915112345678'],
  ['0151 12345678', undefined, undefined],
  ['0151 12345678', 'XX', undefined],
  ['+1 (555) 000-1111', undefined, '+15550001111'],
  ['+49', undefined, undefined],
  ['', 'DE', undefined],
  ['1'.repeat(100), 'DE', undefined],
])('the phone %p (%p) is %p', (input, country, phone) => {
  expect(parsePhone(input, country)).toBe(phone);
});
