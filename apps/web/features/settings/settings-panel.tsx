import type { User } from '@parley/protocol/user';
import { LogOut, MonitorSmartphone, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useGo } from '../../app/navigation.ts';
import { changePreferences, type Theme, usePreferences } from '../../app/preferences.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { locales } from '../../i18n/locales.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ChoiceRow } from '../../ui/choice-row.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowButton } from '../../ui/row-button.tsx';
import { Section } from '../../ui/section.tsx';
import { SelectRow } from '../../ui/select-row.tsx';
import { SignOutDialog } from './sign-out-dialog.tsx';

const themes: readonly Theme[] = ['system', 'light', 'dark'];
const themeLabels = { system: 'settings.themeSystem', light: 'settings.themeLight', dark: 'settings.themeDark' } as const;

/** How the app looks and speaks on this device, and the ways to the account's settings. */
export function SettingsPanel({ me }: { readonly me: User }) {
  const t = useT();
  const go = useGo();
  const { theme, language } = usePreferences();
  const [signingOut, setSigningOut] = useState(false);
  return (
    <Panel title={t('settings.title')} backLabel={t('action.back')} onBack={go.closePanel}>
      <RowButton
        className="py-4"
        leading={<Avatar id={me.id} name={me.displayName} url={me.avatarUrl} />}
        label={<span className="font-semibold">{me.displayName}</span>}
        hint={me.username ? `\u2066@${me.username}\u2069` : me.phone}
        onClick={() => go.panel('profile')}
      />
      <Section title={t('settings.appearance')}>
        <ChoiceRow
          label={t('settings.theme')}
          value={theme}
          options={themes.map((value) => ({ value, label: t(themeLabels[value]) }))}
          onChange={(value) => changePreferences({ theme: value })}
        />
        <SelectRow
          label={t('settings.language')}
          value={language}
          options={[
            { value: 'system', label: t('settings.languageSystem') },
            ...locales.map(({ tag, name }) => ({ value: tag, label: name })),
          ]}
          onChange={(value) => changePreferences({ language: value })}
        />
      </Section>
      <Section title={t('settings.account')}>
        <RowButton
          icon={MonitorSmartphone}
          label={t('devices.title')}
          hint={t('devices.hint')}
          onClick={() => go.panel('devices')}
        />
        <RowButton icon={ShieldCheck} label={t('privacy.title')} hint={t('privacy.hint')} onClick={() => go.panel('privacy')} />
      </Section>
      <Section>
        <RowButton icon={LogOut} tone="danger" label={t('settings.signOut')} onClick={() => setSigningOut(true)} />
      </Section>
      {signingOut ? <SignOutDialog onClose={() => setSigningOut(false)} /> : null}
    </Panel>
  );
}
