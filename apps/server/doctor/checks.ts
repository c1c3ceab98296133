import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '@parley/kernel/config';
import { createLogger } from '@parley/kernel/create-logger';
import { ListenError, listen } from '@parley/kernel/http-listener';
import { openPostgres, postgresOptions } from '../infrastructure/postgres.ts';

/** What a check found. `warn` doesn't keep a server from starting. */
export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  readonly message: string;
}

const quiet = createLogger({ level: 'error', format: 'json', write: () => undefined });
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Manifest {
  readonly dependencies: { readonly bun: string };
  readonly engines: { readonly node: string };
}

const readManifest = async (): Promise<Manifest> =>
  (await Bun.file(new URL('../../../package.json', import.meta.url)).json()) as Manifest;

/** Parley is tested with exactly one version of Bun. */
export async function checkBun(version: string): Promise<Finding> {
  const wanted = (await readManifest()).dependencies.bun;
  if (version === wanted) return { level: 'ok', message: `Bun is ${version}.` };
  return {
    level: 'warn',
    message: `Bun is ${version}; Parley is tested with ${wanted}. Start it with npm start, or run npm ci.`,
  };
}

/** Node installs and builds; the server doesn't need it. */
export async function checkNode(): Promise<Finding> {
  const { engines } = await readManifest();
  if (Bun.which('node') === null)
    return { level: 'warn', message: `Node was not found. The server runs, but npm ci needs ${engines.node}.` };
  const version = (await new Response(Bun.spawn(['node', '--version'], { stderr: 'ignore' }).stdout).text()).trim();
  if (Bun.semver.satisfies(version, engines.node)) return { level: 'ok', message: `Node is ${version}.` };
  return { level: 'warn', message: `Node is ${version}; npm ci needs ${engines.node}.` };
}

export function checkWebClient(): Finding {
  const built = existsSync(fileURLToPath(new URL('../../web/dist/index.html', import.meta.url)));
  if (built) return { level: 'ok', message: 'The web client is built.' };
  return { level: 'warn', message: 'The web client is not built: only the API will answer. Run npm run build:web.' };
}

export function checkDataFolder(folder: string): Finding {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return { level: 'ok', message: `The data folder ${folder} can be written.` };
  } catch (error) {
    return { level: 'fail', message: `The data folder can’t be written: ${reasonOf(error)}` };
  }
}

export async function checkPort(hostname: string, port: number): Promise<Finding> {
  try {
    await listen({ hostname, port, surfaces: [], logger: quiet }).stop(true);
    return { level: 'ok', message: `Port ${port} on ${hostname} is free.` };
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    return { level: 'fail', message: error.message };
  }
}

/** Opens the database as a start would, the embedded one included, and closes it again. */
export async function checkPostgres(config: Config): Promise<Finding> {
  const options = config.valuesOf(postgresOptions);
  try {
    const postgres = await openPostgres(options, quiet);
    await postgres.close();
    return {
      level: 'ok',
      message: `PostgreSQL ${postgres.engine.major} answers (${options.url === undefined ? 'embedded' : 'PARLEY_POSTGRES_URL'}).`,
    };
  } catch (error) {
    return { level: 'fail', message: `PostgreSQL: ${reasonOf(error)}` };
  }
}
