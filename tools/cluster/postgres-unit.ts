import { appendFileSync } from 'node:fs';
import { createLogger } from '@parley/kernel/create-logger';
import { startEmbedded } from '@parley/postgres/embedded/server';
import type { Unit } from './unit.ts';

export interface PostgresOptions {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  readonly maxConnections: number;
}

/** The PostgreSQL that a single process would run inside, as a server that all processes reach by TCP. */
export function postgresUnit(options: PostgresOptions): Unit {
  const logger = createLogger({
    level: 'info',
    format: 'json',
    write: (line) => appendFileSync(options.logFile, line, { mode: 0o600 }),
  });
  return {
    name: 'postgres',
    kind: 'engine',
    role: 'postgres',
    ports: { tcp: options.port },
    logFile: options.logFile,
    async launch() {
      const ended = Promise.withResolvers<string>();
      const server = await startEmbedded({
        directory: options.folder,
        logger,
        maxConnections: options.maxConnections,
        tcp: { port: options.port, password: options.password },
        onExit: (reason) => {
          // Its lock is ours until it is stopped, whatever ended it.
          server.stop().then(
            () => ended.resolve(reason),
            (error: unknown) => ended.resolve(String(error)),
          );
        },
      });
      return {
        pid: server.pid,
        exited: ended.promise,
        // It starts when it takes connections.
        ready: async () => true,
        stop: () => {
          server.stop().then(
            () => ended.resolve('stopped'),
            (error: unknown) => ended.resolve(String(error)),
          );
        },
        kill: () => {
          process.kill(server.pid, 'SIGKILL');
        },
      };
    },
  };
}
