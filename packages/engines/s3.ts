import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, EnginePlan, Program } from './engine.ts';
import { type PlaceOptions, takePlace } from './engine-folder.ts';
import { findOrInstall } from './find-or-install.ts';
import { answers } from './probe.ts';
import { runEngine } from './run-engine.ts';

/** What an S3 client needs to know. */
export interface S3Account {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Exists as soon as the server answers. */
  readonly bucket: string;
}

/** An S3-compatible server; its `url` is the endpoint. */
export interface S3Engine extends Engine, S3Account {}

const DEFAULT_ACCOUNT: S3Account = {
  region: 'us-east-1',
  accessKeyId: 'parley',
  secretAccessKey: 'parley-on-this-machine-only',
  bucket: 'parley',
};

/** The stand-in knows one key pair, which it doesn't let one choose. */
const STAND_IN_KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Who may use a server that is to be run by this program. */
export const accountFor = (program: Program, wanted: Partial<S3Account> = {}): S3Account => ({
  ...DEFAULT_ACCOUNT,
  ...wanted,
  ...(isStandIn(program) ? STAND_IN_KEYS : {}),
});

const isStandIn = (program: Program): boolean => program.origin === 'stand-in from npm';

/** How to run versitygw, or the stand-in, on a port and a folder. Makes the bucket. */
export function planS3(program: Program, port: number, folder: string, account: S3Account): EnginePlan {
  const data = join(folder, 'data');
  const url = `http://127.0.0.1:${port}`;
  const common = { program, logFile: join(folder, 's3.log'), url, port };
  // Whoever asks without a key is refused, which is an answer.
  const ready = () => answers(port, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 \d/);
  if (isStandIn(program)) {
    mkdirSync(data, { recursive: true });
    const flags = ['--directory', data, '--address', '127.0.0.1', '--port', String(port), '--configure-bucket', account.bucket];
    return { ...common, name: 's3rver', command: [program.path, ...program.args, ...flags], env: program.env, ready };
  }
  // Each folder in its data folder is a bucket of the account that the server is started with.
  mkdirSync(join(data, account.bucket), { recursive: true });
  const metadata = join(folder, 'metadata');
  mkdirSync(metadata, { recursive: true });
  return {
    ...common,
    name: 'versitygw',
    command: [
      ...[program.path, ...program.args, '--port', `127.0.0.1:${port}`, '--region', account.region, '--quiet'],
      // Beside the files instead of in extended attributes, which not every file system has.
      ...['posix', '--sidecar', metadata, data],
    ],
    // By the environment, because others see a command line.
    env: { ...program.env, ROOT_ACCESS_KEY: account.accessKeyId, ROOT_SECRET_KEY: account.secretAccessKey },
    ready,
  };
}

/** Starts an S3-compatible server with one bucket. Rejects, saying what to install, where there is none and none can be had. */
export async function startS3(options: Partial<S3Account> & PlaceOptions = {}): Promise<S3Engine> {
  const program = await findOrInstall('s3');
  const { port, folder, ...wanted } = options;
  const place = await takePlace('s3', { ...(port === undefined ? {} : { port }), ...(folder === undefined ? {} : { folder }) });
  const account = accountFor(program, wanted);
  return Object.assign(await runEngine(planS3(program, place.port, place.folder, account), place), account);
}
