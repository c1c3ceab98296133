import { dirname, join, normalize } from 'node:path/posix';
import type { SourceFile } from './source-file.ts';

const SPECIFIER = /(?:^|[;\s}])(?:import|export)\s+(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/g;

/** What a module imports, types included, as written. */
export function specifiersOf(text: string): string[] {
  return [...withoutComments(text).matchAll(SPECIFIER)].map((match) => match[1] ?? match[2] ?? '');
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');

/** Folder of each workspace by its package name. */
export type Workspaces = ReadonlyMap<string, string>;

/** The path that an import of the project leads to; undefined for libraries. Packages export `./*` as `./*.ts`. */
export function resolveImport(from: SourceFile, specifier: string, workspaces: Workspaces): string | undefined {
  if (specifier.startsWith('.')) return normalize(join(dirname(from.path), specifier));
  for (const [name, folder] of workspaces) {
    if (specifier === name) return folder;
    if (specifier.startsWith(`${name}/`)) return `${folder}/${specifier.slice(name.length + 1)}.ts`;
  }
  return undefined;
}
