import { expect } from 'bun:test';
import type { Verdict } from '../checker/check.ts';
import { verdictLines } from '../checker/print-verdict.ts';

const SHOWN = 3;
/** Messages without which a run shows nothing. */
const ENOUGH = 2_000;

/** Insists on a clean verdict over enough traffic; says what was wanted, offered and reached, whatever comes of it. */
export function expectKept(verdict: Verdict, rate: number): void {
  process.stderr.write(`wanted ${rate} messages/s: ${verdictLines(verdict).join('\n')}\n`);
  // The lines above have the rest: there may be thousands.
  expect(verdict.violations.slice(0, SHOWN)).toEqual([]);
  expect(verdict.figures.acknowledged).toBeGreaterThan(ENOUGH);
}
