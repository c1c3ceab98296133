/** Who makes a call between services. Every method of a contract names the kinds it accepts; there is no default. */
export type Caller =
  | { readonly kind: 'anonymous'; readonly address: string }
  | { readonly kind: 'user'; readonly userId: string; readonly sessionId: string }
  | { readonly kind: 'service'; readonly name: string };

/** What travels beside every call between services, in one process or across many. */
export interface Call {
  readonly caller: Caller;
  readonly requestId: string;
  /** W3C trace context of the caller's span, where there is one. */
  readonly traceparent?: string | undefined;
  /** Epoch ms after which nobody waits for the answer. */
  readonly deadline?: number | undefined;
}
