import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, EnginePlan, Program } from './engine.ts';
import { type PlaceOptions, takePlace } from './engine-folder.ts';
import { findOrInstall } from './find-or-install.ts';
import { answers } from './probe.ts';
import { runEngine } from './run-engine.ts';
import { isAtLeast } from './version.ts';

export interface NatsSettings {
  /** What clients sign in with; absent: nobody has to. */
  readonly password?: string;
  /** Bytes of the largest message. Default 8 MiB. */
  readonly maxPayload?: number;
  /**
   * Ms after which JetStream writes through to the disk (`fsync`), or `always` before each acknowledgement. What was acknowledged within
   * it is lost when the machine dies, not when the server does. Default 250. Servers before 2.10 have no such setting (they take a
   * minute or two), which `syncInterval` of the engine says.
   */
  readonly syncInterval?: number | 'always';
  /** Port that tells of its state by HTTP (`/jsz`, `/connz`, …); absent: none. */
  readonly monitorPort?: number;
}

export interface NatsEngine extends Engine {
  /** Ms between two writes to the disk, `always`, or undefined where this server can't be told. */
  readonly syncInterval: number | 'always' | undefined;
}

/** The first version that lets `sync_interval` be set (release notes of NATS 2.10). */
const HAS_SYNC_INTERVAL = '2.10.0';
const MEBIBYTE = 1024 * 1024;

/** Whether a server lets it be chosen when JetStream writes through to the disk. */
export const canSetSyncInterval = (program: Program): boolean => isAtLeast(program.version, HAS_SYNC_INTERVAL);

/** The text of the configuration file. JetStream is on, with its store in `folder`. */
export function natsConfiguration(program: Program, port: number, folder: string, settings: NatsSettings): string {
  const interval = settings.syncInterval ?? 250;
  const sync = `, sync_interval: ${interval === 'always' ? 'always' : `"${interval}ms"`}`;
  const lines = [
    `listen: "127.0.0.1:${port}"`,
    'server_name: parley',
    `max_payload: ${settings.maxPayload ?? 8 * MEBIBYTE}`,
    `jetstream { store_dir: ${JSON.stringify(join(folder, 'jetstream'))}${canSetSyncInterval(program) ? sync : ''} }`,
    ...(settings.password === undefined
      ? []
      : [`authorization { user: parley, password: ${JSON.stringify(settings.password)} }`]),
    ...(settings.monitorPort === undefined ? [] : [`http: "127.0.0.1:${settings.monitorPort}"`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** How to run `nats-server` with JetStream on a port and a folder. Writes its configuration there. */
export function planNats(program: Program, port: number, folder: string, settings: NatsSettings = {}): EnginePlan {
  const configuration = join(folder, 'nats.conf');
  writeFileSync(configuration, natsConfiguration(program, port, folder, settings), { mode: 0o600 });
  const login = settings.password === undefined ? '' : `parley:${encodeURIComponent(settings.password)}@`;
  return {
    name: 'nats-server',
    program,
    command: [program.path, ...program.args, '--config', configuration],
    env: program.env,
    logFile: join(folder, 'nats.log'),
    url: `nats://${login}127.0.0.1:${port}`,
    port,
    // It greets with what it is before it hears anything.
    ready: () => answers(port, '', /^INFO \{.*"jetstream":\s*true.*\}\s*\r\n/s),
  };
}

/** Starts a NATS server with JetStream. Rejects, saying what to install, where there is none and none can be had. */
export async function startNats(options: NatsSettings & PlaceOptions = {}): Promise<NatsEngine> {
  const program = await findOrInstall('nats');
  const place = await takePlace('nats', options);
  const engine = await runEngine(planNats(program, place.port, place.folder, options), place);
  return Object.assign(engine, { syncInterval: canSetSyncInterval(program) ? (options.syncInterval ?? 250) : undefined });
}
