import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, EnginePlan, Program } from './engine.ts';
import { type PlaceOptions, takePlace } from './engine-folder.ts';
import { findOrInstall } from './find-or-install.ts';
import { answers } from './probe.ts';
import { runEngine } from './run-engine.ts';

export interface RedisSettings {
  /** What clients sign in with; absent: nobody has to. */
  readonly password?: string;
  /** Whether what it holds outlives it (append-only file, written through each second). Default false: a restart forgets everything. */
  readonly persistent?: boolean;
}

/** How to run Redis or Valkey on a port and a folder. Writes its configuration there. */
export function planRedis(program: Program, port: number, folder: string, settings: RedisSettings = {}): EnginePlan {
  const configuration = join(folder, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    'daemonize no',
    `dir ${JSON.stringify(folder)}`,
    'save ""',
    `appendonly ${settings.persistent === true ? 'yes' : 'no'}`,
    'appendfsync everysec',
    ...(settings.password === undefined ? [] : [`requirepass ${JSON.stringify(settings.password)}`]),
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
  const login = settings.password === undefined ? '' : `:${encodeURIComponent(settings.password)}@`;
  const signIn = settings.password === undefined ? '' : request('AUTH', settings.password);
  return {
    name: 'redis-server',
    program,
    command: [program.path, ...program.args, configuration],
    env: program.env,
    logFile: join(folder, 'redis.log'),
    url: `redis://${login}127.0.0.1:${port}`,
    port,
    ready: () => answers(port, `${signIn}${request('PING')}`, /\+PONG\r\n/),
  };
}

/** A command as the protocol has it (RESP 2): an array of strings, each with its length in bytes. */
const request = (...words: readonly string[]): string =>
  [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');

/** Starts a Redis or a Valkey. Rejects, saying what to install, where there is none and none can be had. */
export async function startRedis(options: RedisSettings & PlaceOptions = {}): Promise<Engine> {
  const program = await findOrInstall('redis');
  const place = await takePlace('redis', options);
  return runEngine(planRedis(program, place.port, place.folder, options), place);
}
