import { describe, expect, test } from 'bun:test';
import { ArgumentError, readArguments } from './arguments.ts';

describe('the command line of a cluster', () => {
  test('has what a single process would use, and two of what carries connections and load', () => {
    const wanted = readArguments([], { PARLEY_PORT: '9000', PARLEY_DATA_DIR: '/srv/parley' });
    expect(wanted).toMatchObject({ host: '127.0.0.1', port: 9000, dataDir: '/srv/parley', env: {} });
    expect([...wanted.replicas]).toEqual([
      ['gateway', 2],
      ['realtime', 2],
      ['message', 2],
    ]);
  });

  test('goes before the environment, and takes replicas and settings one by one', () => {
    const argv = ['--port', '0', '--replicas', 'message=3', '--replicas=chat=2', '--env', 'PARLEY_KEY=a=b', '--env', 'PARLEY_B='];
    const wanted = readArguments(argv, { PARLEY_PORT: '9000' });
    expect([wanted.port, wanted.replicas.get('message'), wanted.replicas.get('chat')]).toEqual([0, 3, 2]);
    expect(wanted.env).toEqual({ PARLEY_KEY: 'a=b', PARLEY_B: '' });
  });

  test.each([
    [['--port', 'http'], '--port is http'],
    [['--replicas', 'message'], 'a name, "=" and a value'],
    [['--replicas', 'message=many'], 'it must be 0 to 64'],
    [['--env', '=x'], 'a name, "=" and a value'],
    [['--prot', '1'], 'prot'],
    [['serve'], 'serve'],
  ])('that can’t be understood is refused: %p', (argv, reason) => {
    expect(() => readArguments(argv, {})).toThrow(ArgumentError);
    expect(() => readArguments(argv, {})).toThrow(reason);
  });
});
