import { DirectionProvider } from '@base-ui/react/direction-provider';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { makeFormat } from '../i18n/format.ts';
import { I18nProvider } from '../i18n/i18n-context.ts';
import { loadCatalogue } from '../i18n/load.ts';
import { chooseLocale, type Locale } from '../i18n/locales.ts';
import { type Catalogue, makeTranslate } from '../i18n/translate.ts';
import { usePreferences } from './preferences.ts';

interface Loaded {
  readonly locale: Locale;
  readonly catalogue: Catalogue;
}

/** Loads the texts of the chosen language and sets the direction of the document. Keeps the old language until the new one is there. */
export function I18nRoot({ children }: { readonly children: ReactNode }) {
  const { language } = usePreferences();
  const [loaded, setLoaded] = useState<Loaded>();

  useEffect(() => {
    const locale = chooseLocale(language === 'system' ? navigator.languages : [language]);
    let current = true;
    void loadCatalogue(locale.tag).then((catalogue) => {
      if (current) setLoaded({ locale, catalogue });
    });
    return () => {
      current = false;
    };
  }, [language]);

  const i18n = useMemo(() => {
    if (!loaded) return undefined;
    const t = makeTranslate(loaded.locale.tag, loaded.catalogue);
    return { locale: loaded.locale, t, format: makeFormat(regional(loaded.locale.tag), t) };
  }, [loaded]);

  useEffect(() => {
    if (!i18n) return;
    document.documentElement.lang = i18n.locale.tag;
    document.documentElement.dir = i18n.locale.direction;
  }, [i18n]);

  if (!i18n) return null;
  return (
    <I18nProvider value={i18n}>
      <DirectionProvider direction={i18n.locale.direction}>{children}</DirectionProvider>
    </I18nProvider>
  );
}

/** The browser's own variant of a language (`en-GB` for `en`), so that dates look as the person is used to. */
function regional(tag: string): string {
  return navigator.languages.find((wish) => wish.toLowerCase().split('-')[0] === tag) ?? tag;
}
