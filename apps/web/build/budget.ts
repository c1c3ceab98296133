import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

interface Budget {
  /** Modules that are loaded lazily, one of which makes up the first screen. */
  readonly screens: readonly string[];
  /** The most compressed (gzip) JavaScript that may load before the first screen, in units of 1,000 bytes. */
  readonly maxKilobytes: number;
}

/**
 * Fails the build when the JavaScript of a first screen outgrows the budget: the entry, the screen, and all that both import
 * statically. Prints the figure of each screen otherwise.
 */
export function budget({ screens, maxKilobytes }: Budget): Plugin {
  return {
    name: 'parley:budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output): output is Rolldown.OutputChunk => output.type === 'chunk');
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const entry = chunks.find((chunk) => chunk.isEntry && chunk.facadeModuleId?.endsWith('.html'));
      if (!entry) return;
      for (const screen of screens) {
        const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(screen));
        if (!chunk) this.error(`${screen} has no chunk of its own: is it still loaded lazily?`);
        const loaded = staticImports(chunk, byName, staticImports(entry, byName));
        const kilobytes = [...loaded].reduce((sum, { code }) => sum + gzipSync(code).length / 1000, 0);
        const line = `JavaScript before ${screen} is shown: ${kilobytes.toFixed(1)} kB gzip (budget ${maxKilobytes} kB)`;
        if (kilobytes > maxKilobytes) this.error(line);
        this.info(line);
      }
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
