import type { Counter, Gauge, Histogram } from 'prom-client';

/** Makes the metrics of one module. Labels are few and finite: never a user, a chat or a message. */
export interface Meter {
  counter(name: string, help: string, labels?: readonly string[]): Counter;
  gauge(name: string, help: string, labels?: readonly string[]): Gauge;
  /** `buckets` in the unit that the name ends with (`_seconds`, `_bytes`). */
  histogram(name: string, help: string, labels?: readonly string[], buckets?: readonly number[]): Histogram;
}
