import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionTarget } from '../connection.ts';
import { EMBEDDED_DATABASE, EMBEDDED_USER } from './settings.ts';

/**
 * How to connect to the embedded server that another process runs on `directory`; undefined where none does. The server notes it in
 * its `postmaster.pid`: the fourth line is the port, the fifth the folder of the socket (PostgreSQL, src/include/utils/pidfile.h).
 */
export function runningTarget(directory: string): ConnectionTarget | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const [, , , port, socketFolder] = lines;
  if (port === undefined || socketFolder === undefined || socketFolder === '') return undefined;
  return { socketFolder, port: Number(port), user: EMBEDDED_USER, database: EMBEDDED_DATABASE };
}
