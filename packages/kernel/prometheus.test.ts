import { expect, test } from 'bun:test';
import { Registry } from 'prom-client';
import { addProcessMetrics, createMeter } from './prometheus.ts';

test('metrics are collected by the registry given, and a name asked for twice is one metric', async () => {
  const registry = new Registry();
  const meter = createMeter(registry);
  meter.counter('parley_things_total', 'Things.', ['kind']).inc({ kind: 'a' });
  meter.counter('parley_things_total', 'Things.', ['kind']).inc({ kind: 'a' });
  meter.gauge('parley_open', 'Open.').set(3);
  meter.histogram('parley_wait_seconds', 'Wait.').observe(0.002);
  const text = await registry.metrics();
  expect(text).toContain('parley_things_total{kind="a"} 2');
  expect(text).toContain('parley_open 3');
  expect(text).toContain('parley_wait_seconds_bucket{le="0.0025"} 1');
});

test('a process has memory and event loop metrics', async () => {
  const registry = new Registry();
  addProcessMetrics(registry);
  const text = await registry.metrics();
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).toContain('nodejs_eventloop_lag_seconds');
  // Collected, they would stop the process for as long as it takes to look at every object.
  expect(text).not.toContain('nodejs_heap_space');
});
