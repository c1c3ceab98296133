import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useView } from '../../app/use-view.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Asks before signing out: it empties this device, and what waits in the outbox is lost. */
export function SignOutDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const { auth, views } = useParley();
  const { pending } = useView(views.outbox());
  const signOut = useAction(() => auth.logout());
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('settings.signOutTitle')}
      description={pending > 0 ? t('settings.signOutPending', { count: pending }) : t('settings.signOutHint')}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button variant="danger" busy={signOut.busy} onClick={() => signOut.run()}>
            {t('settings.signOut')}
          </Button>
        </>
      }
    />
  );
}
