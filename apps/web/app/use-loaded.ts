import { useCallback, useEffect, useState } from 'react';
import { useT } from '../i18n/i18n-context.ts';
import { problemText } from './problem-text.ts';

export interface Loaded<T> {
  /** The last answer; `undefined` until the first one. */
  readonly value: T | undefined;
  readonly error: string | undefined;
  reload(): void;
  /** Shows a value at once, e.g. after a change that was made here. */
  set(value: T): void;
}

/** Loads something from the server when a screen opens and whenever `key` changes; late answers to an old key are dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const t = useT();
  const [state, setState] = useState<{ key: string; value?: T; error?: string }>({ key });
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `load` is a fresh closure on each render; `key` says when it means something else.
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ key, value }),
      (problem: unknown) => current && setState((old) => ({ ...old, error: problemText(t, problem) })),
    );
    return () => {
      current = false;
    };
  }, [key, round]);

  const reload = useCallback(() => setRound((count) => count + 1), []);
  const set = useCallback((value: T) => setState({ key, value }), [key]);
  return { value: state.key === key ? state.value : undefined, error: state.error, reload, set };
}
