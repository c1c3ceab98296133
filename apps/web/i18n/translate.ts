import { IntlMessageFormat } from 'intl-messageformat';
import type en from './locales/en.json';

/** The name of a text. */
export type MessageKey = keyof typeof en;
/** All texts of a language, in ICU message syntax. */
export type Catalogue = Readonly<Record<MessageKey, string>>;
export type Values = Readonly<Record<string, string | number>>;
/** The text of a key in the language of the interface, with values filled in. */
export type Translate = (key: MessageKey, values?: Values) => string;

/** A `Translate` over one catalogue. Messages are compiled on first use. */
export function makeTranslate(tag: string, catalogue: Catalogue): Translate {
  const compiled = new Map<MessageKey, IntlMessageFormat>();
  return (key, values) => {
    let message = compiled.get(key);
    if (!message) {
      message = new IntlMessageFormat(catalogue[key], tag, undefined, { ignoreTag: true });
      compiled.set(key, message);
    }
    return String(message.format(values));
  };
}
