import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePorts, isPortFree } from '@parley/engines/free-port';
import { ListenError } from '@parley/kernel/http-listener';
import type { Logger } from '@parley/kernel/logger';
import { lockFolder } from '@parley/postgres/embedded/lock';
import type { ClusterArguments } from './arguments.ts';
import { openClusterFolder } from './cluster-folder.ts';
import { startControl } from './control.ts';
import { engineLines, findEngines, planEngines } from './engines.ts';
import { planLayout, portsNeeded } from './layout.ts';
import { awaitLeftovers } from './leftovers.ts';
import { postgresUnit } from './postgres-unit.ts';
import { describeProgram } from './program.ts';
import { connectionsOf, seatSettings, sharedSettings, urlVariable } from './settings.ts';
import { type ClusterState, readState, removeState, writeState } from './state-file.ts';
import { type Supervised, supervise } from './supervise.ts';
import { targetUnit } from './target-unit.ts';

/** Connections of PostgreSQL beside those of the pools: locks, listeners, jobs, migrations, an operator who looks. */
const SPARE_CONNECTIONS = 80;

/** Who stops after whom, with the ms that each may take; together less than ten seconds. */
const STOPS: readonly { readonly roles: (role: string, kind: string) => boolean; readonly within: number }[] = [
  { roles: (role) => role === 'gateway' || role === 'realtime', within: 5_000 },
  { roles: (_role, kind) => kind === 'target', within: 2_500 },
  { roles: (_role, kind) => kind === 'engine', within: 2_000 },
];

/** A cluster whose processes are planned, and run between `start` and `stop`. */
export interface Cluster {
  readonly host: string;
  readonly port: number;
  /** Which programs the engines are, for a person. */
  readonly engines: readonly string[];
  /** Starts everything, gateways last, so that its address answers only when all is ready. Rejects when a part can't be started. */
  start(): Promise<void>;
  /** Drains and stops everything in order. May be called while it starts. */
  stop(): Promise<void>;
}

/** Changes what one process is told of the others, such as to put something between them. */
export type Rewire = (process: string, settings: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>;

/**
 * Prepares a cluster on a data folder.
 * @throws Error for a person to act on: the folder or the port is in use, an engine can't be had
 */
export async function prepareCluster(
  wanted: ClusterArguments,
  environment: NodeJS.ProcessEnv,
  logger: Logger,
  rewire: Rewire = async (_process, settings) => settings,
): Promise<Cluster> {
  const folder = openClusterFolder(wanted.dataDir);
  const lock = lockFolder(folder.lock);
  const old = readState(folder.state);
  if (old !== undefined) await awaitLeftovers(old, folder.root, logger);

  const [program, programs] = [await describeProgram(), await findEngines()];
  // Gateways share theirs with whoever is willing, so they would not notice another cluster on it.
  if (wanted.port !== 0 && !(await isPortFree(wanted.port, wanted.host))) {
    throw new ListenError(
      `Another program already listens on port ${wanted.port} on ${wanted.host}. Stop it, or choose another with --port.`,
      undefined,
    );
  }
  const ports = await freePorts(portsNeeded(program.targets, wanted.replicas));
  const takePort = (): number => ports.pop() ?? 0;
  const layout = planLayout(program.targets, wanted.replicas, wanted.port === 0 ? takePort() : wanted.port, takePort);
  const engines = await planEngines(programs, layout.engines, folder);
  const postgres = postgresUnit({
    folder: join(folder.root, 'postgres'),
    port: layout.engines.postgres,
    password: folder.secrets.postgres,
    logFile: folder.log('postgres'),
    maxConnections: layout.seats.reduce((sum, { target }) => sum + connectionsOf(target), SPARE_CONNECTIONS),
  });

  const shared = sharedSettings(layout, folder.secrets, engines.s3, engines.natsUrl, engines.redisUrl);
  // A target that nobody calls has no variable for its address; any other that the program doesn't know stops the start.
  const known = ([name]: readonly [string, string]): boolean =>
    program.variables.has(name) || !program.targets.some((target) => name === urlVariable(target));
  const settings = Object.fromEntries(Object.entries(shared).filter(known));
  const targets = await Promise.all(
    layout.seats.map(async (seat) =>
      targetUnit({
        name: seat.name,
        target: seat.target,
        ports: { public: seat.publicPort, internal: seat.internalPort },
        env: {
          ...inherited(environment),
          ...(await rewire(seat.name, settings)),
          ...seatSettings(seat, wanted.host, wanted.replicas.get(seat.target) ?? 1),
          ...wanted.env,
        },
        dataDir: folder.root,
        build: wanted.build,
        logFile: folder.log(seat.name),
      }),
    ),
  );

  let url = '';
  const onChange = (): void => writeState(folder.state, report());
  const units = [postgres, ...engines.units, ...targets].map((unit) => supervise(unit, { logger, onChange }));
  const token = randomBytes(24).toString('base64url');
  const control = startControl({ token, units, report: () => report() });
  const report = (): ClusterState => ({
    url,
    pid: process.pid,
    control: { url: control.url, token },
    settings,
    engines: engineLines(programs),
    processes: units.map(stateOf),
  });
  onChange();

  let stopped: Promise<void> | undefined;
  const startAll = (chosen: (unit: Supervised) => boolean): Promise<unknown> =>
    Promise.all(units.filter(chosen).map((unit) => unit.start()));
  async function stopAll(): Promise<void> {
    for (const { roles, within } of STOPS) {
      await Promise.all(units.filter(({ unit }) => roles(unit.role, unit.kind)).map((unit) => unit.stop(within)));
    }
    await control.stop();
    removeState(folder.state);
    lock.release();
  }

  return {
    host: wanted.host,
    port: layout.publicPort,
    engines: engineLines(programs),
    async start() {
      await startAll(({ unit }) => unit.kind === 'engine');
      await startAll(({ unit }) => unit.kind === 'target' && unit.role !== 'gateway');
      await startAll(({ unit }) => unit.role === 'gateway');
      url = `http://${wanted.host === '0.0.0.0' ? '127.0.0.1' : wanted.host}:${layout.publicPort}`;
      onChange();
    },
    stop: () => (stopped ??= stopAll()),
  };
}

const stateOf = ({ unit, pid, state, paused, restarts }: Supervised) => ({
  ...{ name: unit.name, kind: unit.kind, role: unit.role, pid, state, paused, restarts },
  ...{ ports: unit.ports, logFile: unit.logFile },
});

/** Our own environment for a process of Parley, without what npm says about the script that runs us. */
const inherited = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('npm_'),
    ),
  );
