import type { People } from '../load/main.ts';
import type { BenchServer } from '../server.ts';

/** One row of the report. */
export interface Measurement {
  readonly what: string;
  /** The figure, as a number in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** What the figure is held to, and whether more or less is better. */
  readonly bar?: { readonly value: number; readonly better: 'more' | 'less' };
  /** Share of the raw reference that was measured in the same run. */
  readonly ratio?: number;
  readonly note?: string;
}

/** What scenarios share: a running server, people who have signed up, and the references of this run. */
export interface Stage {
  readonly server: BenchServer;
  readonly people: People;
  /** Ms that one load is measured. */
  readonly durationMs: number;
  readonly rawFanOutPerSecond: number;
  readonly rawInsertPerSecond: number;
}

/** Measures one thing on a running server. */
export type Scenario = (stage: Stage) => Promise<Measurement[]>;
