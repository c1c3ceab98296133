import type { ChatItem } from '@parley/client/views/chat-item';
import type { MessageItem } from '@parley/client/views/message-item';
import { Check, SendHorizontal, Smile } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { ComposerTaskBar } from './composer-task-bar.tsx';
import { MentionList } from './mention-list.tsx';
import { useComposer } from './use-composer.ts';

const EmojiPicker = lazy(async () => ({ default: (await import('./emoji-picker.tsx')).EmojiPicker }));

interface ComposerProps {
  readonly chat: ChatItem;
  readonly messages: readonly MessageItem[];
}

/** Where one writes. Enter sends, Shift+Enter makes a new line, ↑ in an empty field edits the last message. */
export function Composer({ chat, messages }: ComposerProps) {
  const t = useT();
  const composer = useComposer(chat, messages);
  const [picking, setPicking] = useState(false);
  const editing = composer.task?.kind === 'edit';

  if (!chat.canSend) {
    return (
      <p className="border-t border-line bg-panel px-6 py-5 pb-[calc(1.25rem+env(safe-area-inset-bottom))] text-center text-muted">
        {t('composer.closed')}
      </p>
    );
  }
  return (
    <footer className="relative bg-panel border-t border-line pb-[env(safe-area-inset-bottom)]">
      <div className="mx-auto max-w-3xl">
        {composer.mentions.options.length > 0 ? <MentionList mentions={composer.mentions} /> : null}
        {composer.task ? <ComposerTaskBar task={composer.task} onCancel={composer.cancelTask} /> : null}
        {picking ? (
          <Suspense fallback={null}>
            <EmojiPicker onPick={composer.insert} onClose={() => setPicking(false)} />
          </Suspense>
        ) : null}
        <div className="flex items-end gap-1 px-2 py-2 sm:px-4">
          <IconButton icon={Smile} label={t('composer.emoji')} aria-expanded={picking} onClick={() => setPicking(!picking)} />
          <textarea
            ref={composer.field}
            rows={1}
            dir="auto"
            aria-label={t('composer.label')}
            placeholder={t('composer.label')}
            value={composer.text}
            onChange={(event) => composer.change(event.target.value)}
            onKeyDown={composer.onKeyDown}
            onSelect={composer.onSelect}
            enterKeyHint="send"
            className="max-h-44 min-h-11 min-w-0 flex-1 resize-none rounded-[1.375rem] bg-sunken px-4 py-2.5 text-base focus-visible:outline-offset-0"
          />
          <IconButton
            icon={editing ? Check : SendHorizontal}
            label={editing ? t('composer.save') : t('composer.send')}
            tone="filled"
            directional={!editing}
            disabled={composer.text.trim() === ''}
            onClick={composer.submit}
          />
        </div>
      </div>
    </footer>
  );
}
