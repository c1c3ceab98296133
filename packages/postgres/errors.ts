import type { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';

/** A statement that the engine refused. Its message is the engine's and stays in the process. */
export class DatabaseError extends Error {
  /** Five characters, PostgreSQL manual appendix A. */
  readonly sqlState: string;
  /** The constraint that was violated, where one was. */
  readonly constraint: string | undefined;

  constructor(
    message: string,
    options: { readonly sqlState: string; readonly constraint: string | undefined; readonly cause: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'DatabaseError';
    this.sqlState = options.sqlState;
    this.constraint = options.constraint;
  }
}

/** Whether a statement failed because a row like it exists; `constraint` is the name of the unique constraint or index. */
export function isUniqueViolation(error: unknown, constraint?: string): error is DatabaseError {
  return (
    error instanceof DatabaseError && error.sqlState === '23505' && (constraint === undefined || error.constraint === constraint)
  );
}

/** Whether a transaction failed only because of others beside it, so that the same work can succeed now. */
export function isTransient(error: unknown): boolean {
  return error instanceof DatabaseError && (error.sqlState === '40001' || error.sqlState === '40P01');
}

/** What `Bun.SQL` throws: `errno` is the SQLSTATE, `code` the driver's own. */
interface DriverError extends Error {
  readonly code: string;
  readonly errno?: string;
  readonly constraint?: string;
}

/** Connection errors, shutdowns and "too many connections"; the last two classes are 57P0x and 53xxx. */
const UNAVAILABLE = /^(08...|57P0[1-5]|53...)$/;

/** Turns what the driver threw into a `DatabaseError` or an `AppError`; anything that isn't the driver's stays what it is. */
export function fromDriver(error: unknown): unknown {
  if (!isDriverError(error)) return error;
  const sqlState = error.errno;
  if (sqlState === undefined) return unavailable(error);
  if (UNAVAILABLE.test(sqlState)) return unavailable(error);
  if (sqlState === '57014') return fail('internal.timeout', { cause: error });
  return new DatabaseError(error.message, { sqlState, constraint: error.constraint, cause: error });
}

function isDriverError(error: unknown): error is DriverError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('ERR_POSTGRES_');
}

function unavailable(cause: unknown): AppError {
  return fail('internal.unavailable', { cause });
}
