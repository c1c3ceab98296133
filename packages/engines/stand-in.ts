import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from './engine.ts';
import type { Recipe } from './recipe.ts';
import { runTool } from './run-tool.ts';

const PATIENCE = 300_000;
/** Pins the stand-in and all it depends on; kept out of Parley's own dependencies, which everybody installs. */
const MANIFEST = new URL('./stand-in/', import.meta.url).pathname;

const folderOf = (cache: string): string => join(cache, 's3-stand-in');

/** What an earlier run put into the cache. */
export function standInProgram(recipe: Recipe, cache: string): Program | undefined {
  const module = join(folderOf(cache), 'node_modules', 's3rver');
  if (!recipe.standIn || !existsSync(module)) return undefined;
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8')) as { version: string };
  return {
    path: process.execPath,
    version,
    origin: 'stand-in from npm',
    args: [join(module, 'bin', 's3rver.js')],
    env: { NODE_ENV: 'production' },
  };
}

/** Installs the stand-in into `cache`, without running any script of it. Answers whether it did. */
export async function installStandIn(recipe: Recipe, cache: string, say: (line: string) => void): Promise<boolean> {
  if (!recipe.standIn || Bun.which('npm') === null) return false;
  say('installing s3rver from npm, which stands in for an S3 server in tests and nowhere else');
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, 'new-'));
  try {
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(MANIFEST, name), join(draft, name));
    const command = ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
    const installed = await runTool(command, { patience: PATIENCE, cwd: draft });
    if (!installed.ok) {
      say(`that failed: ${installed.output}`);
      return false;
    }
    rmSync(folderOf(cache), { recursive: true, force: true });
    renameSync(draft, folderOf(cache));
    return true;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
