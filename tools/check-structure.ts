import { join } from 'node:path';
import { findCycles } from './structure/cycles.ts';
import { findUpwardImports } from './structure/layers.ts';
import { readSources, readWorkspaces } from './structure/read-project.ts';
import { findAmbientInputs, findBarrels, findLongFiles } from './structure/shape.ts';
import { findForeignSchemas, findSelectEverything } from './structure/sql.ts';

// What the tree promises its readers, checked: prints every breach and ends with 1 if there is one.
const root = join(import.meta.dir, '..');
const files = readSources(root);
const workspaces = readWorkspaces(root);
const breaches = [
  ...findUpwardImports(files, workspaces),
  ...findCycles(files, workspaces),
  ...findForeignSchemas(files),
  ...findSelectEverything(files),
  ...findLongFiles(files),
  ...findBarrels(files),
  ...findAmbientInputs(files),
];
for (const { path, message } of breaches) console.error(`${path} ${message}`);
console.log(`structure: ${files.length} files, ${breaches.length} breaches`);
process.exit(breaches.length === 0 ? 0 : 1);
