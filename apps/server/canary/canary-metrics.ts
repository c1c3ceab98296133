import { createMeter } from '@parley/kernel/prometheus';
import { Registry } from 'prom-client';
import { type RoundResult, STEPS } from './steps.ts';

/** What a canary has seen, for Prometheus. */
export interface CanaryMetrics {
  note(result: RoundResult): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
}

/** Makes the metrics, all steps at nought: a series that appears only when something fails can't be alerted on. */
export function createCanaryMetrics(): CanaryMetrics {
  const registry = new Registry();
  const meter = createMeter(registry);
  const up = meter.gauge('parley_canary_up', 'Whether the last round went well: 1 or 0.');
  const lastSuccess = meter.gauge('parley_canary_last_success_timestamp_seconds', 'When the last good round began, Unix time.');
  const rounds = meter.counter('parley_canary_rounds_total', 'Rounds, by how they went.', ['outcome']);
  const steps = meter.counter('parley_canary_steps_total', 'Steps, by how they went.', ['step', 'outcome']);
  const durations = meter.histogram('parley_canary_step_duration_seconds', 'Time that steps take.', ['step']);
  const acknowledged = meter.histogram('parley_canary_acknowledged_seconds', 'From sending a message to its acknowledgement.');
  const delivered = meter.histogram('parley_canary_delivered_seconds', 'From sending a message to the other person’s socket.');
  for (const outcome of ['ok', 'failed']) {
    rounds.labels(outcome).inc(0);
    for (const step of STEPS) steps.labels(step, outcome).inc(0);
  }
  return {
    note(result) {
      up.set(result.ok ? 1 : 0);
      if (result.ok) lastSuccess.set(result.at / 1000);
      rounds.labels(result.ok ? 'ok' : 'failed').inc();
      for (const { step, ok, ms } of result.steps) {
        steps.labels(step, ok ? 'ok' : 'failed').inc();
        durations.labels(step).observe(ms / 1000);
      }
      for (const ms of result.acknowledged) acknowledged.observe(ms / 1000);
      for (const ms of result.delivered) delivered.observe(ms / 1000);
    },
    text: () => registry.metrics(),
  };
}
