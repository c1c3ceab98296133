import type { ConnectionState } from '@parley/client/connection/state';
import { CloudOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../i18n/i18n-context.ts';
import type { MessageKey } from '../i18n/translate.ts';
import { Spinner } from '../ui/spinner.tsx';
import { useParley } from './parley-context.ts';
import { useView } from './use-view.ts';

/** Shorter interruptions than this (ms) are not worth a word. */
const patience = 700;

/** Says that the connection is away; floats over the end of the list, so nothing moves when it comes and goes. */
export function ConnectionBanner() {
  const t = useT();
  const connection = useView(useParley().views.connection());
  const text = useSettled(bannerText(connection));
  return (
    <div
      role="status"
      className="pointer-events-none absolute inset-x-0 bottom-[calc(0.75rem+env(safe-area-inset-bottom))] z-10 grid place-items-center"
    >
      {text ? (
        <p className="flex animate-rise items-center gap-2 rounded-full bg-ink px-4 py-2 text-sm font-medium text-panel shadow-raised">
          {connection.state === 'offline' ? <CloudOff aria-hidden size={16} /> : <Spinner />}
          {t(text)}
        </p>
      ) : null}
    </div>
  );
}

function bannerText(connection: ConnectionState): MessageKey | undefined {
  switch (connection.state) {
    case 'online':
    case 'stopped':
      return undefined;
    case 'connecting':
      return 'connection.connecting';
    case 'syncing':
      return 'connection.syncing';
    case 'offline':
      return connection.reason === 'no-network'
        ? 'connection.offline'
        : connection.reason === 'protocol'
          ? 'connection.protocol'
          : 'connection.unreachable';
  }
}

/** A text once it has stood for a moment; its end is shown at once. */
function useSettled(text: MessageKey | undefined): MessageKey | undefined {
  const [settled, setSettled] = useState<MessageKey>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text ? patience : 0);
    return () => clearTimeout(timer);
  }, [text]);
  return text && settled;
}
