import { useCallback, useState } from 'react';
import { useT } from '../i18n/i18n-context.ts';
import { problemText } from './problem-text.ts';

/** Something that needs the network, done at the press of a button. */
export interface Action<Args extends readonly unknown[]> {
  run(...args: Args): void;
  readonly busy: boolean;
  /** What went wrong the last time, for the person. */
  readonly error: string | undefined;
  clearError(): void;
}

/** Wraps an async call with the state that its button and its error line show. A second press while it runs does nothing. */
export function useAction<Args extends readonly unknown[]>(work: (...args: Args) => Promise<unknown>): Action<Args> {
  const t = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const clearError = useCallback(() => setError(undefined), []);
  const run = (...args: Args) => {
    if (busy) return;
    setBusy(true);
    setError(undefined);
    work(...args)
      .catch((problem: unknown) => setError(problemText(t, problem)))
      .finally(() => setBusy(false));
  };
  return { run, busy, error, clearError };
}
