import { dlopen } from 'bun:ffi';

/** Of prctl(2): which signal this process gets when its parent ends. */
const PR_SET_PDEATHSIG = 1;
const SIGTERM = 15;
/** The scripts of package.json that run until they are stopped. */
const LONG_RUNNING: ReadonlySet<string | undefined> = new Set(['start', 'cluster']);

/**
 * Under `npm start` or `npm run cluster` we are npm's child: whoever kills npm without a word (`kill -9`, an impatient tool) means us, who
 * would stay and keep the port. From now on it then gets a SIGTERM and stops in order. Does nothing where npm didn't start it, and
 * on systems other than Linux, which can't tell.
 */
export function endWithNpm(env: Readonly<Record<string, string | undefined>>): void {
  if (!LONG_RUNNING.has(env['npm_lifecycle_event']) || process.platform !== 'linux') return;
  // glibc; the runtime's build for musl has no npm package that we depend on.
  const { symbols } = dlopen('libc.so.6', { prctl: { args: ['i32', 'u64'], returns: 'i32' } });
  symbols.prctl(PR_SET_PDEATHSIG, BigInt(SIGTERM));
}
