import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the parts of a cluster prove themselves to each other by. Made once, kept in the data folder, for its owner alone. */
export interface Secrets {
  readonly internal: string;
  readonly postgres: string;
  readonly nats: string;
  readonly redis: string;
  readonly s3: string;
}

/** Where a cluster keeps what it needs again. */
export interface ClusterFolder {
  /** The data of one process and that of a cluster lie in the same folder, so either goes on where the other was stopped. */
  readonly root: string;
  readonly lock: string;
  readonly state: string;
  readonly secrets: Secrets;
  /** Folder of an engine's data. */
  engine(name: string): string;
  /** Log of a process; that of the run before stays beside it as `.previous`. */
  log(name: string): string;
}

/** Opens the folder of a cluster, which is made where there is none. */
export function openClusterFolder(root: string): ClusterFolder {
  const own = join(root, 'cluster');
  const logs = join(own, 'logs');
  mkdirSync(logs, { recursive: true });
  // The data folder itself stays passable: under root, PostgreSQL is another user.
  chmodSync(own, 0o700);
  return {
    root,
    lock: join(own, 'lock'),
    state: join(own, 'state.json'),
    secrets: readSecrets(join(own, 'secrets.json')),
    engine: (name) => join(own, name),
    log(name) {
      const path = join(logs, `${name}.log`);
      if (existsSync(path)) renameSync(path, `${path}.previous`);
      return path;
    },
  };
}

function readSecrets(path: string): Secrets {
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as Secrets;
  const made = { internal: random(), postgres: random(), nats: random(), redis: random(), s3: random() };
  writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}

/** 192 bits, in letters that need no quoting in a URL. */
const random = (): string => randomBytes(24).toString('base64url');
