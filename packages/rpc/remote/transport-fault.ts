/** Why a call got no answer of the service it was meant for. */
export type FaultReason =
  /** There was no connection: nobody listens there, or TLS failed. */
  | 'refused'
  /** The process is about to end. */
  | 'draining'
  /** The process hasn't come so far yet. */
  | 'starting'
  /** It is another build, which has no such method. */
  | 'unknown_method'
  /** It doesn't believe that the call comes from this installation. */
  | 'unauthenticated'
  /** The connection ended before the answer came. */
  | 'lost'
  /** It is connected, and says nothing. */
  | 'silent'
  /** Something between answered, or what came can't be read. */
  | 'unreadable'
  /** Nobody waits any more. */
  | 'timeout';

const NOT_EXECUTED: ReadonlySet<FaultReason> = new Set(['refused', 'draining', 'starting', 'unknown_method', 'unauthenticated']);
/** These say for certain that the next call would fare the same. */
const DEFINITE: ReadonlySet<FaultReason> = new Set(['refused', 'draining', 'starting', 'silent']);
/** These say nothing about the address as a whole. */
const BLAMELESS: ReadonlySet<FaultReason> = new Set(['timeout', 'unknown_method']);

/** A call that no service answered. It never reaches a caller: the client tries elsewhere, or makes an `AppError` of it. */
export class TransportFault extends Error {
  readonly reason: FaultReason;

  constructor(reason: FaultReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TransportFault';
    this.reason = reason;
  }

  /** Whether the service may have carried out the call. If not, any method may be called again. */
  get maybeExecuted(): boolean {
    return !NOT_EXECUTED.has(this.reason);
  }

  /** Whether one such fault is enough to leave the address alone. */
  get definite(): boolean {
    return DEFINITE.has(this.reason);
  }

  /** Whether it is a reason to think worse of the address. */
  get blamesAddress(): boolean {
    return !BLAMELESS.has(this.reason);
  }
}
