import { cpus, totalmem } from 'node:os';

/** What the figures were taken on; figures of other machines don't compare. */
export function describeMachine() {
  const [first] = cpus();
  return {
    cpu: first?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    bun: Bun.version,
  };
}
