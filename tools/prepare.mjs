// Runs at the end of `npm ci` and `npm install`, on Node, as the install is all the set-up there is: builds the web client, so that
// `npm start` has nothing to build, and hooks the checks into git where there is a clone to hook them into.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', '.bin', name);

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
}

if (existsSync(join(root, '.git')) && existsSync(bin('lefthook')) && process.env.CI === undefined) {
  const hooks = run(bin('lefthook'), ['install']);
  // Hooks serve those who change Parley; a machine where they can't be had runs it just as well.
  if (hooks.status !== 0) console.warn('The git hooks were not installed; `npm run lint` does the same by hand.');
}

if (!existsSync(bin('vite'))) {
  console.warn('The web client was not built: its tools are development dependencies, which this install left out.');
} else if (existsSync(join(root, 'apps', 'web', 'vite.config.ts'))) {
  const build = run('npm', ['run', 'build', '--workspace', '@parley/web']);
  if (build.status !== 0) {
    console.error(`${build.stdout}${build.stderr}\nThe web client could not be built.`);
    process.exit(1);
  }
}
