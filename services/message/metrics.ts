import type { Meter } from '@parley/kernel/metrics';

/** What the service counts of the way that messages take. */
export function messageMetrics(meter: Meter) {
  const stored = meter.counter('parley_messages_stored_total', 'Messages committed.');
  const batches = meter.histogram(
    'parley_message_batch_size',
    'Messages committed by one statement.',
    [],
    [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
  );
  const failed = meter.counter(
    'parley_messages_failed_total',
    'Messages that could not be written and were answered with a retryable error.',
  );
  return {
    stored(count: number): void {
      stored.inc(count);
      batches.observe(count);
    },
    failed: (count: number): void => failed.inc(count),
  };
}
