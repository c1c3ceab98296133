import en from './locales/en.json';
import type { Catalogue } from './translate.ts';

const loaders: Readonly<Record<string, () => Promise<{ readonly default: Catalogue }>>> = {
  de: () => import('./locales/de.json'),
  ar: () => import('./locales/ar.json'),
};

/** The texts of a language; English is always at hand, the others load when they are chosen. */
export async function loadCatalogue(tag: string): Promise<Catalogue> {
  const load = loaders[tag];
  return load ? (await load()).default : en;
}
