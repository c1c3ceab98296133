import { join } from 'node:path';
import { referencePage } from '@parley/kernel/option-help';
import { optionOwners } from '@parley/server/cli/effective-config';
import { COSTS } from '../../bench/model/costs.ts';
import { report } from '../../bench/model/report.ts';
import { ASSUMED } from '../../bench/model/workload.ts';

export interface Generator {
  /** What is made, for people. */
  readonly name: string;
  /** Files and folders that it writes, from the root. */
  readonly outputs: readonly string[];
  readonly run: (root: string) => Promise<void>;
}

/** Everything in the tree that is made from something else in it. */
export const generators: readonly Generator[] = [
  {
    name: 'the code of the contracts',
    outputs: ['packages/proto/generated'],
    run: (root) => command(['buf', 'generate'], join(root, 'packages/proto')),
  },
  {
    name: 'the configuration reference',
    outputs: ['docs/config.md'],
    async run(root) {
      await Bun.write(join(root, 'docs/config.md'), referencePage(optionOwners));
    },
  },
  {
    name: 'the documents of the public protocol',
    outputs: ['docs/protocol/openapi.json', 'docs/protocol/asyncapi.json', 'docs/protocol/errors.md'],
    run: (root) => command(['bun', 'tools/generate-protocol.ts'], root),
  },
  {
    name: 'the tables of the scaling model',
    outputs: ['docs/operate/scaling.md'],
    run: (root) => replaceTables(join(root, 'docs/operate/scaling.md'), report(ASSUMED, COSTS)),
  },
];

async function command(argv: readonly string[], cwd: string): Promise<void> {
  const bin = join(import.meta.dir, '../../node_modules/.bin');
  const child = Bun.spawn([...argv], {
    cwd,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: `${bin}:${process.env.PATH}` },
  });
  if ((await child.exited) !== 0) throw new Error(`${argv.join(' ')} failed`);
}

/** Puts tables between the marks of a page. */
async function replaceTables(path: string, tables: string): Promise<void> {
  const [begin, end] = ['<!-- model: begin -->', '<!-- model: end -->'];
  const page = await Bun.file(path).text();
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has lost the marks ${begin} and ${end}`);
  await Bun.write(path, `${before}${begin}\n\n${tables}\n\n${end}${after}`);
}
