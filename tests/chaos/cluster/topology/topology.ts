import type { ConnectionTarget } from '@parley/postgres/connection';
import type { Cut } from './cutter.ts';

/** Something that runs in a process of its own and can die. */
export interface Node {
  /** `message-2`, `postgres`. */
  readonly name: string;
  /** `target`: a process of Parley, of which a rolling restart takes one after the other; `engine`: what it rests on. */
  readonly kind: 'target' | 'engine';
}

/** A connection between two nodes that can be cut: `gateway-1→message`. */
export interface Link {
  readonly name: string;
}

/** Where the durable consumer gets its events from. */
export type EventSource =
  | { readonly kind: 'outbox'; readonly postgres: ConnectionTarget }
  | { readonly kind: 'nats'; readonly url: string };

/** A running system, as the one who breaks it sees it. Everything is named; unknown names are a fault of the harness and throw. */
export interface Topology {
  readonly name: 'single' | 'cluster';
  /** The one public address, without a slash at the end. */
  readonly url: string;
  readonly nodes: readonly Node[];
  readonly links: readonly Link[];
  readonly events: EventSource;
  /** For planting faults that the checker must find; never used by the run itself. */
  readonly postgres: ConnectionTarget;
  /** SIGKILL, to it and all it has started. Resolves when it is gone. */
  kill(node: string): Promise<void>;
  /** SIGTERM; resolves when it has ended. Rejects where it did not end in order. */
  stop(node: string): Promise<void>;
  /**
   * Starts what is not running; resolves when it is ready.
   * @param build Folder of the build that it runs from now on, where the system has several.
   */
  start(node: string, build?: string): Promise<void>;
  /** SIGSTOP, to it and all it has started. */
  pause(node: string): Promise<void>;
  /** SIGCONT. */
  resume(node: string): Promise<void>;
  cut(link: string, how: Cut): void;
  mend(link: string): void;
  /** What all nodes have written: for whoever looks into a failure. */
  output(): string;
  /** Stops everything and removes its data. */
  close(): Promise<void>;
}
