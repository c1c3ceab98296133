import type { Translate } from '../i18n/translate.ts';
import { showToast } from '../ui/toast.ts';

/** Registers the service worker and offers a new version, once it is ready, instead of taking it under the person's hands. */
export async function registerServiceWorker(t: Translate): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const { Workbox } = await import('workbox-window');
  const workbox = new Workbox('/service-worker.js');
  workbox.addEventListener('waiting', () => {
    showToast({
      title: t('update.ready'),
      stays: true,
      action: { label: t('update.apply'), run: () => workbox.messageSkipWaiting() },
    });
  });
  workbox.addEventListener('controlling', (event) => {
    if (event.isUpdate) location.reload();
  });
  await workbox.register();
}
