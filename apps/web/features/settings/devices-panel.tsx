import type { SessionInfo } from '@parley/protocol/session';
import { MonitorSmartphone } from 'lucide-react';
import { useGo } from '../../app/navigation.ts';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useLoaded } from '../../app/use-loaded.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Section } from '../../ui/section.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** Where the person is signed in, and the way to end it there. */
export function DevicesPanel() {
  const { t } = useI18n();
  const go = useGo();
  const { auth } = useParley();
  const { value: sessions, error, reload } = useLoaded('sessions', () => auth.sessions());
  const end = useAction(async (id: string) => {
    await auth.revokeSession(id);
    reload();
  });
  const endOthers = useAction(async () => {
    await auth.revokeOtherSessions();
    reload();
  });
  const current = sessions?.filter((session) => session.current) ?? [];
  const others = sessions?.filter((session) => !session.current) ?? [];
  return (
    <Panel title={t('devices.title')} backLabel={t('action.back')} onBack={() => go.panel('settings')}>
      <ErrorNote text={error ?? end.error ?? endOthers.error} />
      {!sessions && !error ? <Skeleton className="rounded-full mx-4 my-3 h-12" /> : null}
      {current.length > 0 ? (
        <Section title={t('devices.current')}>
          {current.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Section>
      ) : null}
      {others.length > 0 ? (
        <Section title={t('devices.others')}>
          {others.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => end.run(session.id)} />
          ))}
          <div className="px-4 py-3">
            <Button variant="danger" className="w-full" busy={endOthers.busy} onClick={() => endOthers.run()}>
              {t('devices.endOthers')}
            </Button>
          </div>
        </Section>
      ) : sessions ? (
        <p className="px-4 py-3 text-muted">{t('devices.noOthers')}</p>
      ) : null}
    </Panel>
  );
}

function SessionRow({ session, onEnd }: { readonly session: SessionInfo; readonly onEnd?: () => void }) {
  const { t, format } = useI18n();
  const name = session.device?.name ?? t('devices.unknown');
  return (
    <div className="flex min-h-16 items-center gap-3.5 px-4 py-2" data-testid="session">
      <MonitorSmartphone aria-hidden size={22} className="text-muted" />
      <div className="min-w-0 flex-1">
        <p dir="auto" className="truncate text-start">
          {name}
        </p>
        <p className="text-sm text-muted">
          {t('devices.lastUsed', { when: format.full(new Date(session.lastUsedAt).getTime()) })}
        </p>
      </div>
      {onEnd ? (
        <Button variant="danger" onClick={onEnd} aria-label={t('devices.endOne', { name })}>
          {t('devices.end')}
        </Button>
      ) : null}
    </div>
  );
}
