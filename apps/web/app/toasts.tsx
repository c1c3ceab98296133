import { lazy, Suspense, useEffect, useState } from 'react';
import { useT } from '../i18n/i18n-context.ts';
import { type Toast, takeToasts } from '../ui/toast.ts';

const Toaster = lazy(async () => ({ default: (await import('../ui/toaster.tsx')).Toaster }));

/** Shows what `showToast` is given; what draws it is loaded with the first one. */
export function Toasts() {
  const t = useT();
  const [toast, setToast] = useState<Toast>();
  useEffect(() => takeToasts(setToast), []);
  return toast ? (
    <Suspense fallback={null}>
      <Toaster closeLabel={t('action.close')} toast={toast} />
    </Suspense>
  ) : null;
}
