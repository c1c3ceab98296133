import type { HttpSurface } from '@parley/kernel/module';
import type { Runtime } from '@parley/kernel/runtime';
import type { Registry } from 'prom-client';

export interface HealthSource {
  readonly unready: Runtime['unready'];
  readonly degraded?: Runtime['degraded'];
  /** True once the process has been told to stop: whoever routes to it should look elsewhere. */
  readonly draining: () => boolean;
}

const NO_STORE = { 'cache-control': 'no-store' };

/** `/health` and `/health/ready` say whether the process can serve (200) or not (503, and why); `/health/live` that it runs. */
export function healthSurface(source: HealthSource): HttpSurface {
  async function readiness(): Promise<Response> {
    const unready = await source.unready();
    const problems = source.draining() ? [...unready, { module: 'process', reason: 'stopping' }] : unready;
    const ready = problems.length === 0;
    // What is degraded is told and changes nothing: whoever routes to it still should.
    const degraded = source.degraded?.() ?? [];
    const body = { status: ready ? 'ok' : 'unavailable', problems, ...(degraded.length === 0 ? {} : { degraded }) };
    return Response.json(body, { status: ready ? 200 : 503, headers: NO_STORE });
  }
  return {
    prefix: '/health',
    fetch: (request) => {
      if (new URL(request.url).pathname === '/health/live') return Response.json({ status: 'ok' }, { headers: NO_STORE });
      return readiness();
    },
  };
}

/** `/metrics` in the format of Prometheus. */
export function metricsSurface(registry: Registry): HttpSurface {
  return {
    prefix: '/metrics',
    fetch: async () => new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType, ...NO_STORE } }),
  };
}
