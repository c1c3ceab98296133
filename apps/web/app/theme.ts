import { preferences } from './preferences.ts';

/** Puts the chosen theme on the document and keeps it there. `system` leaves the choice to `color-scheme: light dark`. */
export function applyTheme(): void {
  const apply = () => {
    const { theme } = preferences.snapshot();
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  };
  apply();
  preferences.subscribe(apply);
}
