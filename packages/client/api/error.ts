/** What went wrong with a call, with the server's stable `code` (`chat.not_a_member`), or `network.*` when there was no answer. */
export class ParleyError extends Error {
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** True when the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  /** Seconds to wait before another try, where the server said so. */
  readonly retryAfter: number | undefined;
  readonly issues: readonly { readonly path: string; readonly message: string }[];

  constructor(
    code: string,
    message: string,
    options: {
      readonly status?: number;
      readonly retryable?: boolean;
      readonly retryAfter?: number | undefined;
      readonly issues?: readonly { readonly path: string; readonly message: string }[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.status = options.status ?? 0;
    this.retryable = options.retryable ?? false;
    this.retryAfter = options.retryAfter;
    this.issues = options.issues ?? [];
  }
}
