import { generate } from '../generator.ts';
import type { DirectResult } from '../load/direct.ts';
import type { Measurement, Scenario, Stage } from './scenario.ts';

/** Two hundred of the people, for the scenarios with fewer connections. */
const FEW = 200;
/** Until hot code is compiled: what is measured is what a server does that has run for a while. */
export const WARM_UP_MS = 10_000;

/** 1,000 connections in 500 direct chats, each with several messages under way. */
export const durableSends: Scenario = async (stage) => {
  const result = await run(stage, stage.people.accounts.length, { window: 8 });
  return [
    {
      what: `durable sends, 1:1, ${stage.people.accounts.length} connections, acknowledged and delivered`,
      value: Math.min(result.acknowledgedPerSecond, result.deliveredPerSecond),
      unit: 'messages/s',
      bar: { value: 30_000, better: 'more' },
      ratio: result.deliveredPerSecond / stage.rawInsertPerSecond,
      note: note(result),
    },
  ];
};

/** 200 connections that wait for each answer. */
export const oneOutstanding: Scenario = async (stage) => {
  const result = await run(stage, FEW, { window: 1 });
  return [
    {
      what: `the same, ${FEW} connections, one message outstanding each`,
      value: result.deliveredPerSecond,
      unit: 'messages/s',
      bar: { value: 15_000, better: 'more' },
      ratio: result.deliveredPerSecond / stage.rawInsertPerSecond,
      note: note(result),
    },
    milliseconds('  send → delivered, p50', result.delivered.p50, 12),
  ];
};

/** 2,000 messages a second, whatever the answers take. */
export const latency: Scenario = async (stage) => {
  const result = await run(stage, FEW, { window: 1, perSecond: 2_000 });
  return [
    milliseconds(`send → delivered, ${FEW} connections, 2,000/s offered, p50`, result.delivered.p50, 2),
    milliseconds('  p99', result.delivered.p99, 10),
  ];
};

function milliseconds(what: string, value: number, bar: number): Measurement {
  return { what, value, unit: 'ms', bar: { value: bar, better: 'less' } };
}

function run(stage: Stage, count: number, load: { readonly window: number; readonly perSecond?: number }): Promise<DirectResult> {
  const { accounts, chats } = stage.people;
  return generate<DirectResult>({
    job: 'direct',
    baseUrl: stage.server.baseUrl,
    accounts: accounts.slice(0, count),
    chats: chats.slice(0, count),
    ...load,
    warmUpMs: WARM_UP_MS,
    durationMs: stage.durationMs,
  });
}

function note(result: DirectResult): string {
  const { p50, p99 } = result.delivered;
  const errors = result.errors === 0 ? '' : `, ${result.errors} ERRORS`;
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, generator ${result.generatorCpu.toFixed(2)} cores${errors}`;
}
