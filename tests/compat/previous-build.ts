import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Gives `work` a folder with a commit of this repository, installed. `given` is one that is there already; otherwise it is made for the
 * time being. Throws when this clone doesn't have the commit.
 */
export async function withCheckout<T>(
  commit: string,
  given: string | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (given !== undefined) return await work(given);
  if (!succeeds(['git', 'cat-file', '-e', `${commit}^{commit}`], ROOT)) {
    throw new Error(
      `This clone does not have the commit ${commit}: it was made without its history. Fetch it (git fetch --unshallow), or give a folder that has it by --checkout.`,
    );
  }
  const parent = await mkdtemp(join(tmpdir(), 'parley-previous-'));
  const folder = join(parent, 'parley');
  try {
    run(['git', 'clone', '--quiet', '--no-checkout', ROOT, folder], ROOT);
    run(['git', 'checkout', '--quiet', commit], folder);
    run(['npm', 'ci', '--no-audit', '--no-fund', '--silent'], folder);
    return await work(folder);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

/** Runs a program to its end. Throws when that is not 0. */
export function run(command: string[], cwd: string): void {
  const { exitCode } = Bun.spawnSync(command, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}`);
}

function succeeds(command: string[], cwd: string): boolean {
  return Bun.spawnSync(command, { cwd, stdio: ['ignore', 'ignore', 'ignore'] }).exitCode === 0;
}
