import { expect, test } from 'bun:test';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { loadCatalogue } from './load.ts';
import en from './locales/en.json';
import { chooseLocale, locales } from './locales.ts';

/** Names of the values that a message fills in. */
function valuesOf(elements: readonly MessageFormatElement[]): Set<string> {
  const names = new Set<string>();
  for (const element of elements) {
    if (element.type === TYPE.argument) names.add(element.value);
    if (element.type !== TYPE.select && element.type !== TYPE.plural) continue;
    names.add(element.value);
    for (const option of Object.values(element.options)) for (const name of valuesOf(option.value)) names.add(name);
  }
  return names;
}

for (const { tag } of locales) {
  test(`${tag} has every text, well formed, with no value that English lacks`, async () => {
    const catalogue = await loadCatalogue(tag);
    expect(Object.keys(catalogue)).toEqual(Object.keys(en));
    for (const [key, english] of Object.entries(en)) {
      const allowed = valuesOf(parse(english));
      const used = valuesOf(parse(catalogue[key as keyof typeof en], { ignoreTag: true }));
      expect({ key, foreign: [...used].filter((name) => !allowed.has(name)) }).toEqual({ key, foreign: [] });
    }
  });
}

test('a language is chosen by the first wish that exists', () => {
  expect(chooseLocale(['fr-FR', 'de-AT', 'en']).tag).toBe('de');
  expect(chooseLocale(['ar-EG']).direction).toBe('rtl');
  expect(chooseLocale(['fr']).tag).toBe('en');
});
