import { readFileSync } from 'node:fs';
import { versionIn } from './version.ts';

/** The version that a program says, `unknown` where it says none; undefined where it can't be run. */
export function readVersion(path: string, env: Readonly<Record<string, string>> = {}): string | undefined {
  try {
    const { exitCode, stdout } = Bun.spawnSync([path, '--version'], {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...env },
      stderr: 'ignore',
    });
    if (exitCode !== 0) return undefined;
    return versionIn(stdout.toString()) ?? versionOfModule(path) ?? 'unknown';
  } catch (error) {
    // Not a program at all, or of another kind of machine.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** What `go install` notes in each program that it makes: the line of its main module, between tabs (Go, package `debug/buildinfo`). */
function versionOfModule(path: string): string | undefined {
  const program = readFileSync(path);
  const at = program.indexOf('\nmod\t');
  return at < 0
    ? undefined
    : versionIn(
        program
          .subarray(at, at + 200)
          .toString('latin1')
          .split('\t')[2] ?? '',
      );
}
