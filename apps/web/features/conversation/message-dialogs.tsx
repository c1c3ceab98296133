import type { MessageDialog } from './conversation-provider.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { ForwardDialog } from './forward-dialog.tsx';
import { InfoDialog } from './info-dialog.tsx';

const dialogs = { delete: DeleteDialog, forward: ForwardDialog, info: InfoDialog } as const;

/** The dialog about a message that is open now. */
export function MessageDialogs({ dialog, onClose }: { readonly dialog: MessageDialog; readonly onClose: () => void }) {
  const Shown = dialogs[dialog.kind];
  return <Shown message={dialog.message} onClose={onClose} />;
}
