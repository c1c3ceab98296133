import { timingSafeEqual } from 'node:crypto';
import type { Supervised } from './supervise.ts';

/** Ms that a process may take to drain when it is stopped by itself. */
const DRAIN = 15_000;

export interface ControlOptions {
  /** Whoever knows it may stop everything. */
  readonly token: string;
  readonly units: readonly Supervised[];
  /** What `GET /` answers. */
  readonly report: () => object;
}

/** What a request says beside what it wants done. */
interface Wishes {
  readonly hold: boolean;
  readonly build: string | null;
}

/** Lets tests and people on this machine stop and start single processes. */
export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1. All requests carry the token as a bearer.
 *
 *     GET  /                              the state of everything
 *     POST /processes/<name>/kill         SIGKILL; it is started again, unless ?hold=1
 *     POST /processes/<name>/pause        SIGSTOP, with all that descends from it
 *     POST /processes/<name>/resume       SIGCONT
 *     POST /processes/<name>/stop         SIGTERM, and it stays down
 *     POST /processes/<name>/start        answers when it is ready
 *     POST /processes/<name>/restart      stop, then start
 *     POST /targets/<target>/restart      each process of a target in turn, the next when the one before is ready
 *
 * `start` and `restart` take `?build=<folder>`: from then on the process runs the build of that folder.
 */
export function startControl({ token, units, report }: ControlOptions): Control {
  async function start(unit: Supervised, { build }: Wishes): Promise<void> {
    if (build !== null) {
      if (unit.unit.useBuild === undefined) throw new Error(`${unit.unit.name} is not a process of Parley: it has no build`);
      unit.unit.useBuild(build);
    }
    await unit.start();
  }

  async function restart(unit: Supervised, wishes: Wishes): Promise<void> {
    await unit.stop(DRAIN);
    await start(unit, wishes);
  }

  const verbs: Readonly<Record<string, (unit: Supervised, wishes: Wishes) => Promise<void> | void>> = {
    kill: (unit, { hold }) => unit.kill(hold),
    pause: (unit) => unit.pause(),
    resume: (unit) => unit.resume(),
    stop: (unit) => unit.stop(DRAIN),
    start,
    restart,
  };

  async function act(kind: string, name: string, verb: string, wishes: Wishes): Promise<Response> {
    const chosen = units.filter(({ unit }) => (kind === 'processes' ? unit.name : unit.role) === name);
    if (chosen.length === 0) return Response.json({ error: `there is nothing called ${name}` }, { status: 404 });
    const run = kind === 'targets' && verb !== 'restart' ? undefined : verbs[verb];
    if (run === undefined) return Response.json({ error: `${verb} is nothing that can be done` }, { status: 404 });
    for (const unit of chosen) await run(unit, wishes);
    return Response.json(report());
  }

  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    // A process may take minutes to be ready again.
    idleTimeout: 0,
    async fetch(request) {
      if (!isBearer(request, token)) return Response.json({ error: 'the token is missing or wrong' }, { status: 401 });
      const { pathname, searchParams } = new URL(request.url);
      if (request.method === 'GET' && pathname === '/') return Response.json(report());
      const [, kind, name, verb] = /^\/(processes|targets)\/([^/]+)\/([^/]+)$/.exec(pathname) ?? [];
      if (request.method !== 'POST' || kind === undefined || name === undefined || verb === undefined) {
        return Response.json({ error: 'there is nothing here' }, { status: 404 });
      }
      try {
        return await act(kind, name, verb, { hold: searchParams.get('hold') === '1', build: searchParams.get('build') });
      } catch (error) {
        return Response.json({ error: error instanceof Error ? error.message : String(error) }, { status: 409 });
      }
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) };
}

function isBearer(request: Request, token: string): boolean {
  const given = Buffer.from(request.headers.get('authorization') ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
