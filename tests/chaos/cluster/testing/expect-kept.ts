import { expect } from 'bun:test';
import type { Verdict } from '../checker/check.ts';
import { verdictLines } from '../checker/print-verdict.ts';

/** Share of the offered rate below which a machine counts as too slow for it. */
const ENOUGH = 0.9;

/** Insists on a clean verdict over enough traffic; says what was offered and what was reached, whatever comes of it. */
export function expectKept(verdict: Verdict, rate: number): void {
  process.stderr.write(`${verdictLines(verdict).join('\n')}\n`);
  expect(verdict.violations).toEqual([]);
  expect(verdict.figures.offeredPerSecond).toBeGreaterThan(rate * ENOUGH);
  expect(verdict.figures.acknowledged).toBeGreaterThan(rate);
}
