import type { Measurement } from './scenarios/scenario.ts';

/** The table that a run prints. */
export function toTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map((row) => [
    row.what,
    `${format(row.value)} ${row.unit}`,
    verdict(row),
    ratio(row),
    row.note ?? '',
  ]);
  const all = [['what', 'measured', 'bar', 'of raw', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function verdict({ value, bar, unit }: Measurement): string {
  if (bar === undefined) return '';
  const met = bar.better === 'more' ? value >= bar.value : value <= bar.value;
  return `${bar.better === 'more' ? '≥' : '≤'} ${format(bar.value)} ${unit.split('/')[0] === unit ? unit : ''} ${met ? 'met' : 'MISSED'}`.replace(
    '  ',
    ' ',
  );
}

function ratio({ ratio: share }: Measurement): string {
  return share === undefined ? '' : `${(share * 100).toFixed(0)} %`;
}

function format(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 100 ? 0 : 2);
}
