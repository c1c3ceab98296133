import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generators } from './generate/generators.ts';

// Makes everything again and ends with 1 if that changed anything: what is in the tree was not made from this code.
const root = join(import.meta.dir, '..');

function snapshot(outputs: readonly string[]): Map<string, string> {
  const files = outputs.flatMap((output) => {
    const path = join(root, output);
    if (!existsSync(path)) return [];
    return statSync(path).isDirectory()
      ? [...new Bun.Glob('**/*').scanSync({ cwd: path })].map((name) => `${output}/${name}`)
      : [output];
  });
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

let stale = 0;
for (const { name, outputs, run } of generators) {
  const before = snapshot(outputs);
  await run(root);
  const after = snapshot(outputs);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
  for (const file of changed) console.error(`${file} was out of date (${name}); commit what npm run generate writes`);
  stale += changed.length;
}
console.log(`generated files: ${stale} out of date`);
process.exit(stale === 0 ? 0 : 1);
