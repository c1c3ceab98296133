import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What a cluster is asked to be. */
export interface ClusterArguments {
  /** Address that the gateways listen on; everything else keeps to 127.0.0.1. */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Folder of the build that its processes run at first. */
  readonly build: string;
  /** How many processes of each target; those not named have one. */
  readonly replicas: ReadonlyMap<string, number>;
  /** What each process of Parley gets beside what the cluster itself says. */
  readonly env: Readonly<Record<string, string>>;
}

/** The command line can't be understood; the message says why. */
export class ArgumentError extends Error {}

/** Two of what carries connections and of what carries the load, so that each can go while people chat. */
const DEFAULT_REPLICAS = { gateway: 2, realtime: 2, message: 2 };
const MOST_REPLICAS = 64;
/** The build that this is part of. */
const THIS_BUILD = new URL('../..', import.meta.url).pathname;

export const USAGE = `npm run cluster -- [flags]

Runs Parley as a cluster on this machine: PostgreSQL, NATS, Redis and an S3 server, and every target in processes of its own.

  --port <port>               public port; 0 takes any free one (PARLEY_PORT, 8080)
  --host <address>            address of the public port (PARLEY_HOST, 127.0.0.1)
  --data-dir <folder>         data, logs and secrets (PARLEY_DATA_DIR, ./data); that of "npm start" will do
  --replicas <target>=<n>     how many processes of a target; may be repeated (gateway=2 realtime=2 message=2, others 1)
  --build <folder>            a checkout, installed, whose program the processes run (this one); see docs/operate/upgrading.md
  --env <NAME>=<value>        a setting of every process; may be repeated`;

/**
 * Reads a command line. What it doesn't say is taken from the variables that a single process takes it from.
 * @throws ArgumentError
 */
export function readArguments(argv: readonly string[], environment: NodeJS.ProcessEnv): ClusterArguments {
  const { values } = parse(argv);
  const port = Number(values.port ?? (environment['PARLEY_PORT'] || 8080));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ArgumentError(`--port is ${values.port}; it must be 0 to 65535.`);
  const counts = pairs('--replicas', values.replicas ?? []).map(([target, text]) => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 0 || count > MOST_REPLICAS) {
      throw new ArgumentError(`--replicas ${target}=${text}: it must be 0 to ${MOST_REPLICAS}.`);
    }
    return [target, count] as const;
  });
  return {
    host: values.host ?? (environment['PARLEY_HOST'] || '127.0.0.1'),
    port,
    dataDir: resolve(values['data-dir'] ?? (environment['PARLEY_DATA_DIR'] || './data')),
    build: resolve(values.build ?? THIS_BUILD),
    replicas: new Map([...Object.entries(DEFAULT_REPLICAS), ...counts]),
    env: Object.fromEntries(pairs('--env', values.env ?? [])),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        build: { type: 'string' },
        replicas: { type: 'string', multiple: true },
        env: { type: 'string', multiple: true },
      },
    });
  } catch (cause) {
    throw new ArgumentError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function pairs(flag: string, texts: readonly string[]): (readonly [string, string])[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new ArgumentError(`${flag} ${text}: it must be a name, "=" and a value.`);
    return [text.slice(0, at), text.slice(at + 1)];
  });
}
