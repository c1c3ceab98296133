import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspaces } from './imports.ts';
import type { SourceFile } from './source-file.ts';

const SOURCES = new Bun.Glob('{apps,services,packages,bench,tests,tools}/**/*.{ts,tsx,mjs,sql,proto,css}');
const NOT_OURS = /(?:^|\/)(?:node_modules|dist|generated)\//;

/** The hand-written sources below `root`. */
export function readSources(root: string): SourceFile[] {
  return [...SOURCES.scanSync({ cwd: root })]
    .filter((path) => !NOT_OURS.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Where the workspaces below `root` are, by package name. */
export function readWorkspaces(root: string): Workspaces {
  const manifests = [...new Bun.Glob('{apps,services,packages}/*/package.json').scanSync({ cwd: root })];
  return new Map(
    manifests.map((path) => {
      const { name } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { name: string };
      return [name, path.replace(/\/package\.json$/, '')];
    }),
  );
}
