/** Collects durations and answers their percentiles. */
export class Latency {
  #values: number[] = [];

  /** `ms` may be fractional. */
  add(ms: number): void {
    this.#values.push(ms);
  }

  reset(): void {
    this.#values = [];
  }

  /** Percentiles in ms; NaN when nothing was measured. */
  summary(): { readonly count: number; readonly p50: number; readonly p99: number; readonly max: number } {
    const sorted = Float64Array.from(this.#values).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: sorted.at(-1) ?? Number.NaN };
  }
}
