/** A language of the interface. */
export interface Locale {
  /** BCP 47. */
  readonly tag: string;
  /** The language's name in itself. */
  readonly name: string;
  readonly direction: 'ltr' | 'rtl';
}

/** The languages that exist; each has a catalogue in `locales/`. */
export const locales: readonly [Locale, ...Locale[]] = [
  { tag: 'en', name: 'English', direction: 'ltr' },
  { tag: 'de', name: 'Deutsch', direction: 'ltr' },
  { tag: 'ar', name: 'العربية', direction: 'rtl' },
];

/** The best language for a wish list such as `navigator.languages`; English when none fits. */
export function chooseLocale(wishes: readonly string[]): Locale {
  for (const wish of wishes) {
    const language = wish.toLowerCase().split('-')[0];
    const match = locales.find((locale) => locale.tag === language);
    if (match) return match;
  }
  return locales[0];
}
