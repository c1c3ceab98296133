import type { Translate } from '../i18n/translate.ts';
import { toasts } from '../ui/toast.tsx';

/** Registers the service worker and offers a new version, once it is ready, instead of taking it under the person's hands. */
export async function registerServiceWorker(t: Translate): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { Workbox } = await import('workbox-window');
  const workbox = new Workbox('/service-worker.js');
  workbox.addEventListener('waiting', () => {
    toasts.add({
      title: t('update.ready'),
      timeout: 0,
      actionProps: { children: t('update.apply'), onClick: () => workbox.messageSkipWaiting() },
    });
  });
  workbox.addEventListener('controlling', (event) => {
    if (event.isUpdate) location.reload();
  });
  await workbox.register();
}
