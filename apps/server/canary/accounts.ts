import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One of the canary's own people. */
export interface CanaryAccount {
  readonly username: string;
  readonly password: string;
}

/** The canary's two people on one server. */
export interface CanaryAccounts {
  readonly writer: CanaryAccount;
  readonly reader: CanaryAccount;
}

/** Where they are kept between runs, so that no run leaves new people behind. Holds passwords: for its owner alone. */
export interface AccountFile {
  /** Those of a server, if there are any. */
  load(url: string): CanaryAccounts | undefined;
  save(url: string, accounts: CanaryAccounts): void;
}

/** @throws Error for a person to act on, where the file is not the canary's */
export function accountFile(path: string): AccountFile {
  function read(): Record<string, CanaryAccounts> {
    if (!existsSync(path)) return {};
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Record<string, CanaryAccounts>;
    } catch (cause) {
      throw new Error(`${path} is no file of the canary. Remove it, or name another with --state-file.`, { cause });
    }
  }
  return {
    load: (url) => read()[url],
    save(url, accounts) {
      const all = { ...read(), [url]: accounts };
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(`${path}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 });
      // An older one may have been left open to others.
      chmodSync(`${path}.new`, 0o600);
      renameSync(`${path}.new`, path);
    },
  };
}

/** Two people who don't exist yet. Usernames are at most 32 letters, digits, underscores and dots. */
export function newAccounts(prefix: string, random: (bytes: number) => Uint8Array): CanaryAccounts {
  const make = (role: string): CanaryAccount => ({
    username: `${prefix}_${role}_${Buffer.from(random(5)).toString('hex')}`,
    password: Buffer.from(random(24)).toString('base64url'),
  });
  return { writer: make('w'), reader: make('r') };
}
