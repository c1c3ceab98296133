import { Tabs } from '@base-ui/react/tabs';
import { useT } from '../../i18n/i18n-context.ts';

const ways = ['sign-up', 'password', 'phone'] as const;
export type WayIn = (typeof ways)[number];

const labels = { 'sign-up': 'welcome.signUp', password: 'welcome.signIn', phone: 'welcome.phone' } as const;

/** Chooses among the ways in. */
export function WayChooser({ value, onChange }: { readonly value: WayIn; readonly onChange: (way: WayIn) => void }) {
  const t = useT();
  return (
    <Tabs.Root value={value} onValueChange={(way: WayIn) => onChange(way)}>
      <Tabs.List activateOnFocus aria-label={t('welcome.ways')} className="flex gap-1 rounded-xl bg-sunken p-1">
        {ways.map((way) => (
          <Tabs.Tab
            key={way}
            value={way}
            className="min-h-11 flex-1 rounded-lg px-2 text-sm font-semibold text-soft transition-colors data-active:bg-raised data-active:text-accent data-active:shadow-bubble"
          >
            {t(labels[way])}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs.Root>
  );
}
