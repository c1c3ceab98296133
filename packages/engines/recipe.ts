import type { Program } from './engine.ts';
import { isAtLeast } from './version.ts';

export type EngineKind = 'nats' | 'redis' | 's3';

/** Where a program of a kind comes from, in the order in which that is tried. */
export interface Recipe {
  readonly kind: EngineKind;
  /** Names its file outright. */
  readonly variable: string;
  /** What the file is called. */
  readonly names: readonly string[];
  /** Older ones are taken only where nothing newer can be had. */
  readonly wanted: string;
  /** A Go program at a version that is pinned; its code is checked against Go's own database of checksums. */
  readonly go?: { readonly package: string; readonly version: string; readonly linkerFlags?: string };
  /** Packages of Debian and its kin, and where their program lies. */
  readonly debian?: { readonly packages: readonly string[]; readonly program: string };
  /** Whether the package of npm in `stand-in/` may take its place. */
  readonly standIn: boolean;
  /** How a person gets one. */
  readonly advice: string;
  /** What a run with this program leaves untested; undefined where it is what Parley is meant to run on. */
  untested(program: Program): string | undefined;
}

export const recipes: Readonly<Record<EngineKind, Recipe>> = {
  nats: {
    kind: 'nats',
    variable: 'PARLEY_NATS_SERVER',
    names: ['nats-server'],
    wanted: '2.12',
    go: { package: 'github.com/nats-io/nats-server/v2', version: '2.14.3' },
    debian: { packages: ['nats-server'], program: 'usr/sbin/nats-server' },
    standIn: false,
    advice: 'nats-server 2.12 or newer (https://github.com/nats-io/nats-server/releases; macOS: brew install nats-server)',
    untested: ({ version }) =>
      isAtLeast(version, '2.12')
        ? undefined
        : `nats-server ${version} is older than 2.12, which Parley is run on: how JetStream of a current server behaves` +
          (isAtLeast(version, '2.10') ? '' : ', and a chosen sync_interval, which this one does not know'),
  },
  redis: {
    kind: 'redis',
    variable: 'PARLEY_REDIS_SERVER',
    names: ['redis-server', 'valkey-server'],
    wanted: '7.0',
    debian: { packages: ['redis-server', 'redis-tools'], program: 'usr/bin/redis-server' },
    standIn: false,
    advice: 'Redis 7 or Valkey 8 (Debian: apt-get install redis-server; macOS: brew install valkey)',
    untested: ({ version }) =>
      isAtLeast(version, '7.0') ? undefined : `${version} is older than Redis 7, which Parley is run on`,
  },
  s3: {
    kind: 's3',
    variable: 'PARLEY_S3_SERVER',
    names: ['versitygw'],
    wanted: '1.0',
    go: { package: 'github.com/versity/versitygw/cmd/versitygw', version: '1.8.0', linkerFlags: '-X main.Version=v1.8.0' },
    standIn: true,
    advice: 'versitygw 1.x (https://github.com/versity/versitygw/releases)',
    untested: ({ origin, version }) =>
      origin === 'stand-in from npm'
        ? `s3rver ${version} is no S3 server that anybody runs: what a real one does with signatures, checksums, conditions and large uploads`
        : undefined,
  },
};
