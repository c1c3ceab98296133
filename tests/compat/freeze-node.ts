import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from './previous-build.ts';
import { NODE_ARCHIVE } from './previous-node.ts';

// npm run freeze:node -- --commit <commit>: keeps the program of a build, so that tests can run a node of it without this repository's
// history, which not every clone has.

/** What a node runs, and what says which packages it needs. The web client is the gateways' own affair and is left out. */
const PROGRAM = [
  'packages',
  'services',
  'apps/server',
  'apps/web/package.json',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const NOT_RUN = ['*.test.ts', '*.md', '*/testing/*.ts', 'packages/client/*.ts', 'packages/testkit/*.ts', 'packages/engines/*.ts'];

const { values } = parseArgs({ options: { commit: { type: 'string' } } });
const { commit } = values;
if (commit === undefined) throw new Error('Say which build: npm run freeze:node -- --commit <commit>');
const paths = [...PROGRAM, ...NOT_RUN.map((pattern) => `:(exclude)${pattern}`)];
run(
  ['git', 'archive', '--format=tar.gz', '-9', '--output', NODE_ARCHIVE, commit, ...paths],
  fileURLToPath(new URL('../..', import.meta.url)),
);
