import type { View } from '@parley/client/views/view';
import { useView } from './use-view.ts';

export type Theme = 'system' | 'light' | 'dark';

/** What a person chose on this device. Kept beside the messages, not on the server: screens differ. */
export interface Preferences {
  readonly theme: Theme;
  /** A language of `i18n/locales.ts`, or `system` for the browser's. */
  readonly language: string;
}

const storageKey = 'parley.preferences';
const defaults: Preferences = { theme: 'system', language: 'system' };

let current = read();
const listeners = new Set<() => void>();

/** The preferences of this device, live over all its tabs. */
export const preferences: View<Preferences> = {
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: () => current,
};

/** Changes some preferences and keeps them. */
export function changePreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  localStorage.setItem(storageKey, JSON.stringify(current));
  announce();
}

/** The preferences, as a hook. */
export function usePreferences(): Preferences {
  return useView(preferences);
}

/** Follows changes made in other tabs; called once at the start. */
export function followOtherTabs(): void {
  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey) return;
    current = read();
    announce();
  });
}

function announce(): void {
  for (const listener of listeners) listener();
}

function read(): Preferences {
  const stored = localStorage.getItem(storageKey);
  if (!stored) return defaults;
  try {
    return { ...defaults, ...(JSON.parse(stored) as Partial<Preferences>) };
  } catch {
    // Written by something else, or cut short: the defaults serve, and the next change repairs it.
    return defaults;
  }
}
