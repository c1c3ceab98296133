import type { AppError, InputIssue } from '@parley/kernel/errors';
import type { z } from 'zod';
import { type ErrorCode, fail } from './errors.ts';

type Issue = z.core.$ZodIssue;

/** More would be noise, and an attacker's lever. */
const MAX_ISSUES = 20;

/**
 * The public error of input that a schema refused: `message.too_long` for a text past its limit, `message.content_invalid`
 * where only the content of a message is wrong, else `code`, each with the paths.
 */
export function schemaError(error: Pick<z.ZodError, 'issues'>, code: ErrorCode): AppError {
  const issues = error.issues.slice(0, MAX_ISSUES);
  const options = { issues: issues.map(toInputIssue) };
  if (error.issues.every((issue) => issue.path[0] === 'content')) {
    return fail(error.issues.some(isTooLong) ? 'message.too_long' : 'message.content_invalid', options);
  }
  return fail(code, options);
}

function toInputIssue(issue: Issue): InputIssue {
  return { path: issue.path.join('.'), message: issue.message };
}

function isTooLong(issue: Issue): boolean {
  return issue.code === 'custom' && issue.params?.tooLong === true;
}
