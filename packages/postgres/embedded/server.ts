import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from '@parley/kernel/logger';
import type { ConnectionTarget } from '../connection.ts';
import { openSession } from '../pool.ts';
import { type Account, accountName, chooseAccount } from './account.ts';
import { binariesIn, findBinaries } from './binaries.ts';
import { closeDirectory, ensureCluster } from './cluster.ts';
import { clearLeftovers } from './leftovers.ts';
import { lockFolder } from './lock.ts';
import { forwardLog } from './server-log.ts';
import { accessRules, EMBEDDED_DATABASE, EMBEDDED_PORT, EMBEDDED_USER, serverConfiguration } from './settings.ts';
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts';
import { watchServer } from './watchdog.ts';

export interface EmbeddedOptions {
  /** Folder of everything that is the server's: its data, its lock, its socket. Made if it is missing. */
  readonly directory: string;
  readonly logger: Logger;
  /** Folder of PostgreSQL's programs, where it isn't the one that npm installed. */
  readonly programs?: string;
  /** Default 50. */
  readonly maxConnections?: number;
  /** Durability off, for tests only. */
  readonly unsafe?: boolean;
  /** Lets processes beside this one connect, to a port of 127.0.0.1 and with a password. Absent: only over the socket. */
  readonly tcp?: { readonly port: number; readonly password: string };
  /** Called when the server ends without having been asked to. */
  readonly onExit?: (reason: string) => void;
}

export interface EmbeddedServer {
  /** How to connect to it, as superuser, over its socket. */
  readonly target: ConnectionTarget;
  readonly pid: number;
  /** Ends all sessions, writes a checkpoint and ends the server. */
  stop(): Promise<void>;
}

/** Ms that a start may take; recovery after a crash replays up to `max_wal_size` of log. */
const START_PATIENCE = 120_000;
/** Ms that the last checkpoint may take before the server is told to end at once and recover at the next start. */
const STOP_PATIENCE = 8_000;
/** Ms between two looks at whether the server is ready; it has no way to tell. */
const POLL = 5;

/**
 * Starts PostgreSQL on `directory`: sets it up when it is new, stops what a killed Parley left running, and answers when it accepts
 * connections. Throws an `Error` that a person can act on.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const installed = options.programs === undefined ? findBinaries() : binariesIn(options.programs);
  const directory = resolve(options.directory);
  // Before the choice, which looks at who may pass: the system's umask decides that of folders made on the way.
  mkdirSync(directory, { recursive: true });
  const account = chooseAccount(directory, installed.root);
  const binaries = binariesIn(account.programs);
  closeDirectory(directory, account);
  const lock = lockFolder(join(directory, 'lock'));
  try {
    const real = realpathSync(directory);
    const dataFolder = await ensureCluster(real, binaries, account, options.unsafe !== true);
    const socketFolder = makeSocketFolder(real, account);
    const port = options.tcp?.port ?? EMBEDDED_PORT;
    await clearLeftovers(dataFolder, socketFolder);
    writeConfiguration(dataFolder, socketFolder, account, options);
    const command = [...account.prefix, binaries.postgres, '-D', dataFolder, '-c', `config_file=${dataFolder}/parley.conf`];
    const { pid, stop } = await launchOnceFree(command, dataFolder, options);
    const target = { socketFolder, port, user: EMBEDDED_USER, database: EMBEDDED_DATABASE };
    if (options.tcp !== undefined) await setPassword(target, options.tcp.password, stop);
    let stopped: Promise<void> | undefined;
    const stopAll = async (): Promise<void> => {
      await stop();
      removeSocketFolder(socketFolder);
      lock.release();
    };
    return {
      pid,
      target,
      stop: () => (stopped ??= stopAll()),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The password is set anew at each start, so that the one in use is the one that the caller knows. */
async function setPassword(target: ConnectionTarget, password: string, stop: () => Promise<void>): Promise<void> {
  try {
    // A utility statement takes no parameters.
    await openSession(target, (session) =>
      session.script(`ALTER ROLE ${EMBEDDED_USER} PASSWORD '${password.replaceAll("'", "''")}'`),
    );
  } catch (error) {
    await stop();
    throw error;
  }
}

function writeConfiguration(dataFolder: string, socketFolder: string, account: Account, options: EmbeddedOptions): void {
  const rules = accessRules([...new Set([accountName(process.getuid?.() ?? 0), account.name])], options.tcp !== undefined);
  const files = {
    'parley.conf': serverConfiguration({
      maxConnections: options.maxConnections ?? 50,
      socketFolder,
      hasLocal: existsSync(join(dataFolder, 'local.conf')),
      unsafe: options.unsafe === true,
      ...(options.tcp === undefined ? {} : { tcpPort: options.tcp.port }),
    }),
    'pg_hba.conf': rules.hba,
    'pg_ident.conf': rules.ident,
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(dataFolder, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, account.uid, account.gid);
  }
}

/** Children of a server that was killed take a moment to notice, and hold its shared memory until then. */
const OLD_CHILDREN = 'pre-existing shared memory block';
const OLD_CHILDREN_PATIENCE = 10_000;

interface Launched {
  readonly pid: number;
  stop(): Promise<void>;
}

async function launchOnceFree(command: string[], dataFolder: string, options: EmbeddedOptions): Promise<Launched> {
  const patience = performance.now() + OLD_CHILDREN_PATIENCE;
  for (;;) {
    try {
      return await launch(command, dataFolder, options);
    } catch (error) {
      const isTheirs = error instanceof Error && error.message.includes(OLD_CHILDREN);
      if (!isTheirs || performance.now() > patience) throw error;
      await Bun.sleep(POLL);
    }
  }
}

/** Starts the program and waits until it accepts connections. */
async function launch(command: string[], dataFolder: string, options: EmbeddedOptions): Promise<Launched> {
  const server = Bun.spawn(command, {
    cwd: '/',
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
    // A session of its own: Ctrl-C at the terminal reaches Parley alone, which drains before it stops the server.
    detached: true,
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' },
  });
  const callOff = watchServer(server.pid);
  const log = forwardLog(server.stderr, options.logger);
  let ready = false;
  let asked = false;
  const ended = server.exited.then((status) => {
    callOff();
    const reason = `PostgreSQL ended (status ${status}).\n${log.lastLines()}`;
    if (ready && !asked) options.onExit?.(reason);
    return reason;
  });

  const patience = performance.now() + START_PATIENCE;
  while (!isReady(dataFolder, server.pid)) {
    const reason = await Promise.race([ended, Bun.sleep(POLL)]);
    if (typeof reason === 'string') throw new Error(`PostgreSQL did not start. ${reason}`);
    if (performance.now() > patience) {
      asked = true;
      server.kill('SIGQUIT');
      await ended;
      throw new Error(`PostgreSQL did not start within ${START_PATIENCE / 1000} s.\n${log.lastLines()}`);
    }
  }
  ready = true;
  return {
    pid: server.pid,
    async stop() {
      asked = true;
      log.expectEnd();
      server.kill('SIGINT');
      const timer = setTimeout(() => server.kill('SIGQUIT'), STOP_PATIENCE);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** The server keeps its state in the last line of `postmaster.pid`; `pg_ctl` reads it there too. */
function isReady(dataFolder: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
