import { CSPProvider } from '@base-ui/react/csp-provider';
import type { Parley } from '@parley/client/parley';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useEffect, useRef } from 'react';
import { useT } from '../i18n/i18n-context.ts';
import { I18nRoot } from './i18n-root.tsx';
import { ParleyProvider } from './parley-context.ts';
import { router } from './router.tsx';
import { registerServiceWorker } from './service-worker.ts';
import { Toasts } from './toasts.tsx';

/** The whole app over one `Parley`. */
export function App({ parley }: { readonly parley: Parley }) {
  return (
    <StrictMode>
      <ParleyProvider value={parley}>
        <I18nRoot>
          <CSPProvider disableStyleElements>
            <RouterProvider router={router} />
            <Extras />
          </CSPProvider>
        </I18nRoot>
      </ParleyProvider>
    </StrictMode>
  );
}

/** Toasts, and the offer of a new version. */
function Extras() {
  const t = useT();
  const text = useRef(t);
  text.current = t;
  useEffect(() => {
    // Without the worker (private windows of some browsers refuse it) the app still runs, only not offline.
    registerServiceWorker((key) => text.current(key)).catch(() => undefined);
  }, []);
  return <Toasts />;
}
