import { createContext, use } from 'react';
import type { Format } from './format.ts';
import type { Locale } from './locales.ts';
import type { Translate } from './translate.ts';

export interface I18n {
  readonly locale: Locale;
  readonly t: Translate;
  readonly format: Format;
}

const I18nContext = createContext<I18n | undefined>(undefined);

export const I18nProvider = I18nContext.Provider;

/** The language of the interface: texts, dates and numbers. */
export function useI18n(): I18n {
  const i18n = use(I18nContext);
  if (!i18n) throw new Error('useI18n outside of I18nProvider');
  return i18n;
}

/** The texts of the interface. */
export function useT(): Translate {
  return useI18n().t;
}
