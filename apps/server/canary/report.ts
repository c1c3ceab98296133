import type { RoundResult } from './steps.ts';

/** A round as one line of JSON, for machines. */
export const jsonLine = (result: RoundResult): string =>
  JSON.stringify({
    ...result,
    at: new Date(result.at).toISOString(),
    acknowledged: rounded(result.acknowledged),
    delivered: rounded(result.delivered),
  });

/** A round as one line for a person. */
export function prettyLine(result: RoundResult): string {
  const at = new Date(result.at).toISOString().slice(0, 19).replace('T', ' ');
  const times = `acknowledged in ${span(result.acknowledged)}, delivered in ${span(result.delivered)}`;
  const failed = result.steps.find(({ ok }) => !ok);
  if (failed === undefined) return `${at}  OK    ${times}`;
  return `${at}  FAIL  ${failed.step}: ${failed.problem ?? 'failed'} (${result.steps.length - 1} steps went well before it)`;
}

const rounded = (values: readonly number[]): number[] => values.map((ms) => Math.round(ms * 10) / 10);

function span(values: readonly number[]): string {
  const sorted = rounded(values).sort((one, other) => one - other);
  const [least, most] = [sorted[0], sorted.at(-1)];
  return least === undefined || most === undefined ? '–' : `${least}–${most} ms`;
}
