import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { UnitState } from './supervise.ts';

/** One process of a running cluster. */
export interface ProcessState {
  readonly name: string;
  readonly kind: 'engine' | 'target';
  /** The target, or the engine's name. */
  readonly role: string;
  /** 0 before it was started. */
  readonly pid: number;
  readonly state: UnitState;
  readonly paused: boolean;
  readonly restarts: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly logFile: string;
}

/** What a running cluster says about itself in `<data folder>/cluster/state.json`, which holds secrets and is its owner's alone. */
export interface ClusterState {
  /** Where people reach it; empty until it is ready. */
  readonly url: string;
  /** Of the supervisor. */
  readonly pid: number;
  /** Where processes are stopped and started: `GET /`, `POST /processes/<name>/<verb>`, `POST /targets/<target>/restart`. */
  readonly control: { readonly url: string; readonly token: string };
  /** What all processes are told, by variable: engines, services, secrets. */
  readonly settings: Readonly<Record<string, string>>;
  /** Which programs the engines are, for a person. */
  readonly engines: readonly string[];
  readonly processes: readonly ProcessState[];
}

/** What the last cluster wrote; undefined where it stopped in order, or there was none. */
export function readState(path: string): ClusterState | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ClusterState;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whoever reads sees the old or the new, never half of one. */
export function writeState(path: string, state: ClusterState): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeState(path: string): void {
  rmSync(path, { force: true });
}
