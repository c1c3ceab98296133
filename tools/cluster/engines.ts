import { describeEngines } from '@parley/engines/describe-engines';
import type { Program } from '@parley/engines/engine';
import { takePlace } from '@parley/engines/engine-folder';
import { findOrInstall } from '@parley/engines/find-or-install';
import { planNats } from '@parley/engines/nats';
import { planRedis } from '@parley/engines/redis';
import { accountFor, planS3, type S3Account } from '@parley/engines/s3';
import type { ClusterFolder } from './cluster-folder.ts';
import { engineUnit } from './engine-unit.ts';
import type { EnginePorts } from './layout.ts';
import type { Unit } from './unit.ts';

/** The programs of the engines that npm doesn't bring. */
export interface EnginePrograms {
  readonly nats: Program;
  readonly redis: Program;
  readonly s3: Program;
}

/** Finds them, or gets them. Rejects, saying what to install, where one can't be had. */
export async function findEngines(): Promise<EnginePrograms> {
  // One after the other: building one takes all that the machine has.
  return { nats: await findOrInstall('nats'), redis: await findOrInstall('redis'), s3: await findOrInstall('s3') };
}

export const engineLines = (programs: EnginePrograms): string[] => describeEngines({ ...programs });

/** NATS, Redis and S3 of a cluster, and how they are reached. */
export interface EngineUnits {
  readonly units: readonly Unit[];
  readonly natsUrl: string;
  readonly redisUrl: string;
  readonly s3: S3Account;
}

/** Prepares the engines on a cluster's folder; none is started. */
export async function planEngines(programs: EnginePrograms, ports: EnginePorts, folder: ClusterFolder): Promise<EngineUnits> {
  const { secrets } = folder;
  const place = async (name: keyof EnginePorts): Promise<string> =>
    (await takePlace(name, { port: ports[name], folder: folder.engine(name) })).folder;
  const [natsFolder, redisFolder, s3Folder] = [await place('nats'), await place('redis'), await place('s3')];
  const account = accountFor(programs.s3, { secretAccessKey: secrets.s3 });
  const nats = planNats(programs.nats, ports.nats, natsFolder, { password: secrets.nats, monitorPort: ports.natsMonitor });
  const redis = planRedis(programs.redis, ports.redis, redisFolder, { password: secrets.redis });
  const s3 = planS3(programs.s3, ports.s3, s3Folder, account);
  return {
    units: Object.entries({ nats, redis, s3 }).map(([name, plan]) => engineUnit(name, { ...plan, logFile: folder.log(name) })),
    natsUrl: nats.url,
    redisUrl: redis.url,
    s3: account,
  };
}
