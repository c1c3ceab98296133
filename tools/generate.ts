import { join } from 'node:path';
import { generators } from './generate/generators.ts';

// Writes everything that is made from the code: what is written where is listed in generate/generators.ts.
const root = join(import.meta.dir, '..');
for (const { name, run } of generators) {
  await run(root);
  console.log(`generated ${name}`);
}
