import type { Privacy } from '@parley/protocol/user';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Section } from '../../ui/section.tsx';
import { SelectRow } from '../../ui/select-row.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SwitchRow } from '../../ui/switch-row.tsx';
import { BlockedList } from './blocked-list.tsx';

const audiences = ['everyone', 'contacts', 'nobody'] as const;
type Audience = (typeof audiences)[number];
const audienceLabels = { everyone: 'privacy.everyone', contacts: 'privacy.contacts', nobody: 'privacy.nobody' } as const;
const rows = [
  ['lastSeen', 'privacy.lastSeen'],
  ['avatar', 'privacy.avatar'],
  ['about', 'privacy.about'],
  ['groupAdd', 'privacy.groups'],
] as const;

/** Who sees what, and who is blocked. */
export function PrivacyPanel() {
  const t = useT();
  const go = useGo();
  const { people } = useParley();
  const { value: privacy, error, set } = useLoaded('privacy', () => people.privacy());
  const change = useAction(async (before: Privacy, part: Partial<Privacy>) => {
    set({ ...before, ...part });
    try {
      set(await people.updatePrivacy(part));
    } catch (problem) {
      set(before);
      throw problem;
    }
  });
  const options = audiences.map((value) => ({ value, label: t(audienceLabels[value]) }));
  return (
    <Panel title={t('privacy.title')} backLabel={t('action.back')} onBack={() => go.panel('settings')}>
      <ErrorNote text={error ?? change.error} />
      {privacy ? (
        <>
          <Section title={t('privacy.who')}>
            {rows.map(([name, label]) => (
              <SelectRow
                key={name}
                label={t(label)}
                value={privacy[name]}
                options={options}
                onChange={(value) => change.run(privacy, { [name]: value as Audience })}
              />
            ))}
          </Section>
          <Section>
            <SwitchRow
              label={t('privacy.readReceipts')}
              hint={t('privacy.readReceiptsHint')}
              checked={privacy.readReceipts}
              onChange={(readReceipts) => change.run(privacy, { readReceipts })}
            />
            <SwitchRow
              label={t('privacy.byPhone')}
              hint={t('privacy.byPhoneHint')}
              checked={privacy.discoverableByPhone}
              onChange={(discoverableByPhone) => change.run(privacy, { discoverableByPhone })}
            />
          </Section>
        </>
      ) : error ? null : (
        <Skeleton className="mx-4 my-3 h-40 rounded-2xl" />
      )}
      <BlockedList />
    </Panel>
  );
}
