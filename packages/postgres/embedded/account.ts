import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isExecutable } from '@parley/kernel/is-executable';

/** The operating system's user that PostgreSQL runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Put before a command line, so that it runs as this user. Empty when that is who we are. */
  readonly prefix: readonly string[];
  /** Where this user finds the folder of PostgreSQL's programs. */
  readonly programs: string;
}

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'];

/** Where the programs appear to a user who can't reach the folder that they are in; seen by PostgreSQL's processes only. */
const MOUNT_POINT = '/run/parley-programs';
const BIND = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';

/**
 * Decides who runs PostgreSQL, which refuses to be root: we ourselves, or, as root, the owner of the data folder `directory`, `postgres`
 * or `nobody`, whichever comes first. `programs` is the folder that PostgreSQL was installed to.
 *
 * When root keeps Parley below a closed folder such as `/root`, that user could not even enter it. Then, so that nothing has to be copied
 * and no folder opened to others, PostgreSQL gets the one capability to pass through folders (`CAP_DAC_READ_SEARCH`), and its
 * programs, which check access in a way that capabilities don't count for, are mounted elsewhere in a mount namespace of its own.
 *
 * Throws an `Error` that says what to do where the system can't do that.
 */
export function chooseAccount(directory: string, programs: string): Account {
  const users = readUsers();
  const uid = process.getuid?.() ?? 0;
  if (uid !== 0) return { name: accountName(uid), uid, gid: process.getgid?.() ?? 0, prefix: [], programs };

  const owner = ownerOf(directory);
  const user =
    users.find((candidate) => candidate.uid === owner && owner !== 0) ??
    users.find((candidate) => candidate.name === 'postgres') ??
    users.find((candidate) => candidate.name === 'nobody');
  const setpriv = SETPRIV.find(isExecutable);
  if (user === undefined || setpriv === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root, and this system has no setpriv, or no user "postgres" or "nobody", to run it otherwise. ' +
        'Start Parley as an ordinary user, or set PARLEY_POSTGRES_URL.',
    );
  }
  const prefix = [setpriv, `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  if (!reachable(dirname(directory), user))
    prefix.push('--inh-caps=-all,+dac_read_search', '--ambient-caps=-all,+dac_read_search');
  const mustMount = !reachable(programs, user);
  if (mustMount) {
    mkdirSync(MOUNT_POINT, { recursive: true, mode: 0o755 });
    prefix.unshift('unshare', '--mount', '/bin/sh', '-c', BIND, 'parley-programs', programs, MOUNT_POINT);
  }
  const probe = Bun.spawnSync([...prefix, '/bin/true'], { stdout: 'ignore', stderr: 'ignore' });
  if (probe.exitCode !== 0) {
    throw new Error(
      `PostgreSQL runs as "${user.name}" because it refuses to be root, and that user can't reach ${directory} and ${programs}. ` +
        'Move Parley and its data folder to where everyone may pass (for example /opt/parley and --data-dir /var/lib/parley), ' +
        'or start Parley as an ordinary user.',
    );
  }
  return { ...user, prefix, programs: mustMount ? MOUNT_POINT : programs };
}

/**
 * Name of a user id as the system's C library gives it, which is what PostgreSQL compares; the runtime's own `userInfo` believes the
 * environment.
 */
export function accountName(uid: number): string {
  const known = readUsers().find((user) => user.uid === uid);
  return (
    known?.name ??
    Bun.spawnSync(['id', '-un', String(uid)])
      .stdout.toString()
      .trim()
  );
}

interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The lines of passwd(5). */
function readUsers(): User[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

/** Whether a user without groups may pass every folder on the way to `path`. */
function reachable(path: string, user: User): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    if (stats !== undefined) {
      const bit = stats.uid === user.uid ? 0o100 : stats.gid === user.gid ? 0o010 : 0o001;
      if ((stats.mode & bit) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}
