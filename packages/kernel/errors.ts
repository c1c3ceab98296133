/**
 * The one error type that crosses a boundary between parts of Parley.
 *
 * `code` is stable and public (`chat.not_a_member`); `message` is written for the person who can act on it and never
 * holds internals; `cause` stays in the process that threw it. The catalogue of codes is `@parley/protocol/errors`.
 */
export class AppError extends Error {
  readonly code: string;
  /** HTTP status that the edge answers with. */
  readonly status: number;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Seconds to wait before a retry, where the server knows. */
  readonly retryAfter: number | undefined;
  /** Which fields were wrong, for invalid input. */
  readonly issues: readonly InputIssue[] | undefined;

  constructor(code: string, message: string, options: AppErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = options.status;
    this.retryable = options.retryable ?? false;
    this.retryAfter = options.retryAfter;
    this.issues = options.issues;
  }
}

export interface AppErrorOptions {
  readonly status: number;
  readonly retryable?: boolean;
  readonly retryAfter?: number;
  readonly issues?: readonly InputIssue[];
  readonly cause?: unknown;
}

/** One wrong field: a dotted path into the input and what it should have been. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}
