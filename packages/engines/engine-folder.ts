import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';

/** What every engine can be told. */
export interface PlaceOptions {
  /** Of 127.0.0.1; a free one when absent. */
  readonly port?: number;
  /** Where its data and its log are kept. Absent: a temporary folder, which goes when it is stopped. */
  readonly folder?: string;
}

export interface Place {
  readonly port: number;
  readonly folder: string;
  readonly temporary: boolean;
}

/** The port and the folder of an engine that is about to be started. The folder exists then and is its owner's alone. */
export async function takePlace(name: string, options: PlaceOptions): Promise<Place> {
  const port = options.port ?? (await freePort());
  if (options.folder === undefined) {
    return { port, folder: mkdtempSync(join(tmpdir(), `parley-${name}-`)), temporary: true };
  }
  const folder = resolve(options.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { port, folder, temporary: false };
}
