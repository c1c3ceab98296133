import type { EventSource } from '../topology/topology.ts';

/** What a consumer process is to do; handed over as its one argument, as JSON. */
export interface ConsumerJob {
  readonly source: EventSource;
  /** Name under which it goes on where it stopped. */
  readonly durable: string;
  /** File that it writes its part of the history to. */
  readonly history: string;
  /** SQLite file that its effects are in; it outlives the process. */
  readonly effects: string;
}

/** Wait until this many messages are counted in each chat, at the most `withinMs`; then write down what is counted, and stop. */
export interface FinishCommand {
  readonly do: 'finish';
  readonly stored: Readonly<Record<string, number>>;
  readonly withinMs: number;
}
