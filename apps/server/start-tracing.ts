import type { Tracing } from './tracing.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Starts tracing when the standard variables ask for it. The SDK is loaded only then. */
export async function startTracing(env: Environment, nodeId: string): Promise<Tracing | undefined> {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || endpoint === '' || env.OTEL_SDK_DISABLED === 'true') return undefined;
  const { exportTraces } = await import('./export-traces.ts');
  return exportTraces(env, nodeId);
}
