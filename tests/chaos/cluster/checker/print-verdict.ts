import type { Verdict } from './check.ts';
import type { Rule } from './violation.ts';

/** Violations of one rule that are printed; the rest is counted. */
const SHOWN = 5;

/** A verdict in lines for a person. */
export function verdictLines({ violations, recoveries, figures }: Verdict): string[] {
  const lines = [
    `${figures.offered} messages offered (${figures.offeredPerSecond}/s), ${figures.acknowledged} acknowledged (${figures.acknowledgedPerSecond}/s), ` +
      `${figures.refused} refused, ${figures.stored} stored, ${figures.delivered} deliveries to ${figures.devices} devices, ` +
      `${figures.events} events (${figures.eventsAgain} more than once), ${figures.troubles} troubles told by the SDK`,
    ...recoveries.map(
      ({ fault, what, lastedMs, acknowledgedMeanwhile, sendersMs, devicesMs }) =>
        `fault ${String(fault).padStart(3)}  ${what.padEnd(44)} lasted ${ms(lastedMs)} (${acknowledgedMeanwhile} acknowledged), then senders ${ms(sendersMs)}, devices ${ms(devicesMs)}`,
    ),
  ];
  const byRule = new Map<Rule, string[]>();
  for (const { rule, detail } of violations) byRule.set(rule, [...(byRule.get(rule) ?? []), detail]);
  for (const [rule, details] of byRule) {
    lines.push(`${rule}: ${details.length}`, ...details.slice(0, SHOWN).map((detail) => `  ${detail}`));
    if (details.length > SHOWN) lines.push(`  … and ${details.length - SHOWN} more`);
  }
  lines.push(violations.length === 0 ? 'kept every promise' : `${violations.length} violations`);
  return lines;
}

const ms = (value: number | undefined): string => (value === undefined ? ' never' : `${(value / 1000).toFixed(1).padStart(5)} s`);
