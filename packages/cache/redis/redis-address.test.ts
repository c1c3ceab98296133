import { describe, expect, test } from 'bun:test';
import { parseRedisUrl } from './redis-address.ts';

describe('the URL of a Redis server', () => {
  test('plain, with what is left out', () => {
    expect(parseRedisUrl('redis://redis')).toEqual({
      kind: 'single',
      nodes: [{ host: 'redis', port: 6379 }],
      tls: false,
      username: undefined,
      password: undefined,
      sentinelPassword: undefined,
      database: 0,
      master: undefined,
    });
  });

  test('with TLS, a name and a password of any characters, a port and a database', () => {
    expect(parseRedisUrl('rediss://parley:p%40ss%2Fw%3Frd@[::1]:6380/3')).toMatchObject({
      nodes: [{ host: '::1', port: 6380 }],
      tls: true,
      username: 'parley',
      password: 'p@ss/w?rd',
      database: 3,
    });
    expect(parseRedisUrl('redis://:secret@host')).toMatchObject({ username: undefined, password: 'secret' });
  });

  test('sentinels, several of them, with a password of their own', () => {
    const url = 'rediss+sentinel://:one@a/main/2?host=b:26380&host=c&sentinelPassword=two';
    expect(parseRedisUrl(url)).toMatchObject({
      kind: 'sentinel',
      nodes: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 26_380 },
        { host: 'c', port: 26_379 },
      ],
      tls: true,
      password: 'one',
      sentinelPassword: 'two',
      master: 'main',
      database: 2,
    });
  });

  test('a cluster', () => {
    expect(parseRedisUrl('redis+cluster://a:7000?host=b:7001')).toMatchObject({
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 7000 },
        { host: 'b', port: 7001 },
      ],
      tls: false,
    });
  });

  test.each([
    ['http://host', 'is not the URL'],
    ['host:6379', 'is not the URL'],
    ['redis://host?host=other', 'several hosts'],
    ['redis+sentinel://host', 'what the sentinels call'],
    ['redis://host/name', 'not a number'],
    ['redis+cluster://host/1', 'only one'],
    ['redis+cluster://host?host=:1', 'which is none'],
  ])('%s is refused, and says why', (url, why) => {
    expect(() => parseRedisUrl(url)).toThrow(why);
  });
});
