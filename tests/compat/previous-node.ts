import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FROZEN } from './frozen.ts';
import { run } from './previous-build.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** `node.tar.gz`: what a node of the previous build is made of; see freeze-node.ts. */
export const NODE_ARCHIVE = `${FROZEN}node.tar.gz`;

/** A build that can be run. */
export interface InstalledBuild {
  readonly folder: string;
  remove(): void;
}

/**
 * Unpacks the previous build's program, ready to run. Its dependencies are those of this checkout where both want the same, and are
 * installed for it otherwise.
 */
export function installPreviousNode(): InstalledBuild {
  const folder = mkdtempSync(join(tmpdir(), 'parley-previous-node-'));
  run(['tar', '-xzf', NODE_ARCHIVE, '-C', folder], ROOT);
  const lockOf = (root: string): string => readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (lockOf(folder) === lockOf(ROOT)) linkDependencies(folder);
  else run(['npm', 'ci', '--omit=dev', '--no-audit', '--no-fund', '--silent'], folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Gives `folder` the packages of this checkout, but for Parley's own, which are to be those of `folder`. */
function linkDependencies(folder: string): void {
  const own = '@parley';
  linkAll(join(ROOT, 'node_modules'), join(folder, 'node_modules'), (name) => name !== own && name !== '.bin');
  const scope = join(folder, 'node_modules', own);
  mkdirSync(scope);
  for (const kind of ['packages', 'services', 'apps']) {
    for (const name of readdirSync(join(folder, kind))) {
      const workspace = join(folder, kind, name);
      symlinkSync(workspace, join(scope, nameOf(workspace)));
      const nested = join(ROOT, kind, name, 'node_modules');
      if (existsSync(nested)) linkAll(nested, join(workspace, 'node_modules'), () => true);
    }
  }
}

/** The part behind the scope of a workspace's package name. */
function nameOf(workspace: string): string {
  const { name } = JSON.parse(readFileSync(join(workspace, 'package.json'), 'utf8')) as { name: string };
  return name.slice(name.indexOf('/') + 1);
}

function linkAll(from: string, to: string, wanted: (name: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) if (wanted(name)) symlinkSync(join(from, name), join(to, name));
}
