import { expect, test } from 'bun:test';
import { clientAddress, limitKey } from './client-address.ts';

test('without trusted proxies nobody is believed', () => {
  expect(clientAddress([])('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
});

test('trusted proxies are believed, from the right, until the first address that is none', () => {
  const address = clientAddress(['10.0.0.0/8', 'fd00::/8', '192.0.2.7']);
  expect(address('10.1.2.3', '6.6.6.6, 198.51.100.1')).toBe('198.51.100.1');
  expect(address('::ffff:10.1.2.3', '198.51.100.1, 192.0.2.7, 10.9.9.9')).toBe('198.51.100.1');
  expect(address('fd00::1', '2001:db8::5')).toBe('2001:db8::5');
  expect(address('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  expect(address('10.1.2.3', undefined)).toBe('10.1.2.3');
});

test('limits count an IPv6 subscriber by their /64', () => {
  expect(limitKey('198.51.100.1')).toBe('198.51.100.1');
  expect(limitKey('2001:DB8:0:1:aaaa::1')).toBe(limitKey('2001:db8:0:1:bbbb::2'));
  expect(limitKey('2001:db8:0:1::1')).not.toBe(limitKey('2001:db8:0:2::1'));
});
