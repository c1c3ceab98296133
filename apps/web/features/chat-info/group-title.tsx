import type { ChatItem } from '@parley/client/views/chat-item';
import { Check, Pencil, X } from 'lucide-react';
import { useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { useAction } from '../../app/use-action.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { mayChange } from './may-change.ts';

/** The name of a group, which those who may can change in place. */
export function GroupTitle({ chat }: { readonly chat: ChatItem }) {
  const t = useT();
  const { chats } = useParley();
  const [editing, setEditing] = useState(false);
  const [title, setTitle] = useState(chat.title);
  const rename = useAction(async () => {
    await chats.update(chat.id, { title: title.trim() });
    setEditing(false);
  });
  if (!editing) {
    return (
      <p className="mt-3 flex items-center gap-1">
        <span dir="auto" className="text-xl font-semibold">
          {chat.title}
        </span>
        {mayChange(chat, 'edit') ? <IconButton icon={Pencil} label={t('group.rename')} onClick={() => setEditing(true)} /> : null}
      </p>
    );
  }
  return (
    <form
      className="mt-3 w-full"
      onSubmit={(event) => {
        event.preventDefault();
        rename.run();
      }}
    >
      <div className="flex items-center gap-1">
        <input
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to rename.
          autoFocus
          aria-label={t('group.title')}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          maxLength={100}
          className="min-h-11 min-w-0 flex-1 rounded-xl border border-line bg-raised px-3"
        />
        <IconButton icon={Check} type="submit" label={t('action.save')} disabled={title.trim() === '' || rename.busy} />
        <IconButton icon={X} label={t('action.cancel')} onClick={() => setEditing(false)} />
      </div>
      <ErrorNote text={rename.error} />
    </form>
  );
}
