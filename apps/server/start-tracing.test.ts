import { expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { startTracing } from './start-tracing.ts';

test('tracing is off without the standard variables', async () => {
  expect(await startTracing({}, 'node')).toBeUndefined();
  expect(
    await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', OTEL_SDK_DISABLED: 'true' }, 'node'),
  ).toBeUndefined();
});

interface Exported {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly { readonly name: string; readonly traceId: string; readonly parentSpanId?: string }[];
    }[];
  }[];
}

test('spans go to the collector, in the trace of the caller', async () => {
  const received: Exported[] = [];
  const collector = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      received.push((await request.json()) as Exported);
      return Response.json({});
    },
  });
  try {
    // The API keeps one provider for a process, so this one has its own.
    const child = Bun.spawn([process.execPath, fileURLToPath(new URL('./testing/traced-work.ts', import.meta.url))], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}` },
      stdout: 'pipe',
    });
    const traceparent = await new Response(child.stdout).text();
    expect(await child.exited).toBe(0);
    const spans = received.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
    expect(spans.map(({ name }) => name).sort()).toEqual(['inner', 'innermost', 'outer']);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['0af7651916cd43dd8448eb211c80319c']));
    expect(spans.find(({ name }) => name === 'outer')?.parentSpanId).toBe('b7ad6b7169203331');
    expect(traceparent.trim()).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
  } finally {
    await collector.stop(true);
  }
});
