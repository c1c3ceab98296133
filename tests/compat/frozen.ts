import { fileURLToPath } from 'node:url';
import type { Promised } from './promises.ts';
import type { Exchange } from './recorder.ts';
import type { Sdk } from './session.ts';

/** The folder of what `npm run freeze` keeps of the previous build. */
export const FROZEN = fileURLToPath(new URL('generated/', import.meta.url));

/** `recording.json`: what the previous build's client and server told each other. */
export interface Recording {
  /** The commit that it was made with. */
  readonly commit: string;
  /** What came in every one of several runs. */
  readonly promised: Promised;
  /** One run, as an example to read. */
  readonly exchanges: readonly Exchange[];
}

/** `database.json`: what the previous build left in its database after that. */
export interface FrozenDatabase {
  /** The SHA-256 of each migration, by schema and name. */
  readonly migrations: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Rows by table, in an order that references allow; columns whose value the database makes are left out. */
  readonly tables: readonly { readonly name: string; readonly rows: readonly Readonly<Record<string, unknown>>[] }[];
}

export const readRecording = (): Promise<Recording> => Bun.file(`${FROZEN}recording.json`).json();

export const readDatabase = (): Promise<FrozenDatabase> => Bun.file(`${FROZEN}database.json`).json();

/** The SDK of the previous build, as it was. */
export const previousSdk = async (): Promise<Sdk> => (await import(`${FROZEN}client.js`)) as Sdk;
