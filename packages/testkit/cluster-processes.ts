import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process of a cluster, as it says in its `state.json`. */
export interface ClusterProcess {
  /** Like `message-2`. */
  readonly name: string;
  readonly kind: 'engine' | 'target';
  /** The target, or the engine's name. */
  readonly role: string;
  readonly pid: number;
  readonly state: string;
  readonly restarts: number;
  readonly ports: Readonly<Record<string, number>>;
  readonly logFile: string;
}

/** What a running cluster says of itself. */
export interface ClusterReport {
  readonly url: string;
  /** Of the process that looks after the others. */
  readonly pid: number;
  readonly control: { readonly url: string; readonly token: string };
  /** What all processes are told, by variable. */
  readonly settings: Readonly<Record<string, string>>;
  readonly processes: readonly ClusterProcess[];
}

/** Reads what the cluster on a data folder says of itself now. Throws where none runs there. */
export function readClusterReport(dataDir: string): ClusterReport {
  return JSON.parse(readFileSync(join(dataDir, 'cluster', 'state.json'), 'utf8')) as ClusterReport;
}

/** All that the processes of a cluster have written to their logs. */
export function readClusterLogs({ processes }: ClusterReport): string {
  return processes.map(({ logFile }) => readFileSync(logFile, 'utf8')).join('');
}

/**
 * Tells a cluster to do something, such as `processes/message-1/kill` or `targets/message/restart`; resolves when it is done.
 * Rejects with what the cluster says where it can't.
 */
export async function controlCluster({ control }: ClusterReport, path: string): Promise<void> {
  const answer = await fetch(`${control.url}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.token}` },
    keepalive: false,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
}
