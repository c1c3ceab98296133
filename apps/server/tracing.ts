/** Tracing of a process that was started with `OTEL_*` set. */
export interface Tracing {
  /** Sends what is buffered. */
  stop(): Promise<void>;
}
