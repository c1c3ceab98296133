import { Counter, collectDefaultMetrics, Gauge, Histogram, type Registry } from 'prom-client';
import type { Meter } from './metrics.ts';

/** Seconds; from the hundred microseconds of a call in the process to the ten seconds after which nobody waits. */
const DURATION_BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** A meter whose metrics a registry collects. Asking twice for a name answers the same metric. */
export function createMeter(registry: Registry): Meter {
  function once<M>(name: string, make: () => M): M {
    // A name belongs to one metric for the whole process; prom-client would throw at the second.
    return (registry.getSingleMetric(name) as M | undefined) ?? make();
  }
  const registers = [registry];
  return {
    counter: (name, help, labels = []) => once(name, () => new Counter({ name, help, labelNames: [...labels], registers })),
    gauge: (name, help, labels = []) => once(name, () => new Gauge({ name, help, labelNames: [...labels], registers })),
    histogram: (name, help, labels = [], buckets = DURATION_BUCKETS) =>
      once(name, () => new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers })),
  };
}

/** Ms between two looks at how late the event loop is: every one of them wakes the process, and a cluster at rest is many processes. */
const EVENT_LOOP_PRECISION = 250;

/** For these the runtime walks the whole heap, and everybody waits meanwhile: 55 ms for 800,000 objects, at each scrape. */
const HEAP_WALKS = [
  'nodejs_heap_space_size_total_bytes',
  'nodejs_heap_space_size_used_bytes',
  'nodejs_heap_space_size_available_bytes',
];

/** Adds memory, CPU, event loop and garbage collection of the process. */
export function addProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION });
  for (const name of HEAP_WALKS) registry.removeSingleMetric(name);
}
