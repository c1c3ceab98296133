import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

interface Budget {
  /** The most compressed (gzip) JavaScript that may load before the first screen, in units of 1,000 bytes. */
  readonly maxKilobytes: number;
}

/** Fails the build when the entry and everything it imports statically outgrow the budget; otherwise prints the figure. */
export function budget({ maxKilobytes }: Budget): Plugin {
  return {
    name: 'parley:budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output): output is Rolldown.OutputChunk => output.type === 'chunk');
      const entry = chunks.find((chunk) => chunk.isEntry && chunk.facadeModuleId?.endsWith('.html'));
      if (!entry) return;
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const kilobytes = [...staticImports(entry, byName)].reduce((sum, chunk) => sum + gzipSync(chunk.code).length / 1000, 0);
      const line = `JavaScript before the first screen: ${kilobytes.toFixed(1)} kB gzip (budget ${maxKilobytes} kB)`;
      if (kilobytes > maxKilobytes) this.error(line);
      this.info(line);
    },
  };
}

function staticImports(
  chunk: Rolldown.OutputChunk,
  byName: ReadonlyMap<string, Rolldown.OutputChunk>,
  seen = new Set<Rolldown.OutputChunk>(),
): Set<Rolldown.OutputChunk> {
  if (seen.has(chunk)) return seen;
  seen.add(chunk);
  for (const name of chunk.imports) {
    const next = byName.get(name);
    if (next) staticImports(next, byName, seen);
  }
  return seen;
}
