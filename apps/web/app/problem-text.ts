import { ParleyError } from '@parley/client/api/error';
import en from '../i18n/locales/en.json';
import type { MessageKey, Translate } from '../i18n/translate.ts';

/** What to tell a person about a failed call: our own words for codes we know, the server's for the others. */
export function problemText(t: Translate, problem: unknown): string {
  if (!(problem instanceof ParleyError)) return t('error.unknown');
  const { code } = problem;
  if (code.startsWith('network.')) return t('error.network');
  if (problem.status === 429 && problem.retryAfter) return t('error.wait', { seconds: Math.ceil(problem.retryAfter) });
  const key = `error.${code}`;
  return isKey(key) ? t(key) : problem.message;
}

function isKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}
