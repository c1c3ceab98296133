import kept from './seeds.json';

/** A seed whose run once failed: it is tried again before any other. */
export interface KeptSeed {
  readonly seed: number;
  readonly topology: 'single' | 'cluster';
  /** What it found. */
  readonly found: string;
}

/** Seeds that have failed before, of a topology. */
export function keptSeeds(topology: KeptSeed['topology']): readonly KeptSeed[] {
  return (kept as readonly KeptSeed[]).filter((seed) => seed.topology === topology);
}
