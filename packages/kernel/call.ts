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

/** A call that a service makes in its own name; it carries on the request id, trace and deadline of the call it serves. */
export function serviceCall(name: string, parent?: Call): Call {
  return {
    caller: { kind: 'service', name },
    requestId: parent?.requestId ?? crypto.randomUUID(),
    traceparent: parent?.traceparent,
    deadline: parent?.deadline,
  };
}

/** The verified user of a call. Methods that allow only users call it first. */
export function callingUser(call: Call): { readonly userId: string; readonly sessionId: string } {
  if (call.caller.kind !== 'user') throw new Error('a method that needs a user let another caller in');
  return call.caller;
}
