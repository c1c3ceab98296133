import { resolveImport, specifiersOf, type Workspaces } from './imports.ts';
import type { Breach, SourceFile } from './source-file.ts';

/** Files that import each other in a circle, types included: each circle once, at its first file by name. */
export function findCycles(files: readonly SourceFile[], workspaces: Workspaces): Breach[] {
  const known = new Map(files.map((file) => [file.path, file]));
  const edges = new Map(
    files.map((file) => [
      file.path,
      specifiersOf(file.text).flatMap((specifier) => {
        const target = resolveImport(file, specifier, workspaces);
        return target !== undefined && known.has(target) && target !== file.path ? [target] : [];
      }),
    ]),
  );
  const breaches: Breach[] = [];
  const done = new Set<string>();

  function visit(path: string, trail: readonly string[]): void {
    const start = trail.indexOf(path);
    if (start !== -1) {
      breaches.push({ path, message: `is part of a circle of imports: ${[...trail.slice(start), path].join(' → ')}` });
      return;
    }
    if (done.has(path)) return;
    for (const target of edges.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  }

  for (const path of [...known.keys()].sort()) visit(path, []);
  return breaches;
}
