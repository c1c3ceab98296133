import {
  type Attributes,
  type Context,
  context,
  type Link,
  propagation,
  type Span,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

const tracer = trace.getTracer('parley');

/**
 * Runs `work` in a span that ends with it and records its error. Without a tracing SDK (no `OTEL_*` set) this is a plain call.
 * @param parent W3C `traceparent` of a caller in another process
 * @param links W3C `traceparent`s of what led to this without calling it: the events of a batch
 */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  parent?: string,
  links: readonly string[] = [],
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes, links: links.flatMap(linkTo) }, contextOf(parent), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error instanceof Error ? error : String(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** What a span is about. */
export interface SpanSubject {
  readonly name: string;
  readonly attributes: Attributes;
}

/**
 * Runs `work` in a span below the one that is open, where one is and is kept; otherwise as it is. For what happens often: without a
 * trace it costs a look-up, and `describe` isn't called.
 */
export function inInnerSpan<T>(describe: () => SpanSubject, work: () => Promise<T>): Promise<T> {
  if (trace.getActiveSpan()?.isRecording() !== true) return work();
  const { name, attributes } = describe();
  return inSpan(name, attributes, work);
}

function linkTo(traceparent: string): Link[] {
  const linked = trace.getSpanContext(contextOf(traceparent));
  return linked === undefined ? [] : [{ context: linked }];
}

function contextOf(traceparent: string | undefined): Context {
  return traceparent === undefined ? context.active() : propagation.extract(context.active(), { traceparent });
}

/** W3C trace context of the span that is open now, to be sent along; undefined outside of one. */
export function currentTraceparent(): string | undefined {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}
