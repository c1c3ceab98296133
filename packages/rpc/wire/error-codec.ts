import type { JsonValue } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';
import { codeToHttpStatus, errorFromJson, errorToJson } from '@connectrpc/connect/protocol-connect';
import { AppError } from '@parley/kernel/errors';
import { type ErrorDetail, ErrorDetailSchema } from '@parley/proto/parley/rpc/v1/error_pb';

/** An answer that is an error, as the Connect protocol writes it. */
export interface WireFailure {
  readonly status: number;
  readonly body: string;
}

/** Connect code of an error by its HTTP status; https://connectrpc.com/docs/protocol#error-codes. */
const CODES: Readonly<Record<number, Code>> = {
  400: Code.InvalidArgument,
  401: Code.Unauthenticated,
  403: Code.PermissionDenied,
  404: Code.NotFound,
  409: Code.FailedPrecondition,
  413: Code.InvalidArgument,
  429: Code.ResourceExhausted,
  500: Code.Internal,
  503: Code.Unavailable,
  504: Code.DeadlineExceeded,
};

/** The error as clients of other makers see it: a Connect (and gRPC) code, and ours beside it as a detail. */
export function toConnectError(error: AppError): ConnectError {
  const code = CODES[error.status] ?? (error.status < 500 ? Code.FailedPrecondition : Code.Internal);
  const { status, retryable, retryAfter, issues = [] } = error;
  const value = {
    code: error.code,
    status,
    retryable,
    issues: issues.map(({ path, message }) => ({ path, message })),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return new ConnectError(error.message, code, undefined, [{ desc: ErrorDetailSchema, value }]);
}

/** Writes an error as the body of a Connect answer. */
export function encodeFailure(error: ConnectError): WireFailure {
  return { status: codeToHttpStatus(error.code), body: JSON.stringify(errorToJson(error, undefined)) };
}

/**
 * What a service answered instead of a result. `app` is the error that it threw; without one the answer comes from the way there (the
 * listener, a proxy), and only its Connect code is known.
 */
export function decodeFailure(
  status: number,
  body: string,
): { readonly code: Code; readonly message: string; readonly app?: AppError } {
  let json: JsonValue;
  try {
    json = JSON.parse(body) as JsonValue;
  } catch {
    // A proxy's page: its status is all there is to it.
    return { code: Code.Unknown, message: `HTTP status ${status}` };
  }
  const error = errorFromJson(json, undefined, new ConnectError(`HTTP status ${status}`, Code.Unknown));
  const [detail] = error.findDetails(ErrorDetailSchema);
  const { code, rawMessage: message } = error;
  return detail === undefined ? { code, message } : { code, message, app: toAppError(detail, message) };
}

function toAppError({ code, status, retryable, retryAfter, issues }: ErrorDetail, message: string): AppError {
  return new AppError(code, message, {
    status,
    retryable,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(issues.length === 0 ? {} : { issues: issues.map(({ path, message: text }) => ({ path, message: text })) }),
  });
}
