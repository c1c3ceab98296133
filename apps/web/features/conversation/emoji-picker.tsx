import { useEffect, useRef } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { emojiGroups } from './emoji.ts';

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}

/** Emoji to put into the text; stays open for more than one. */
export function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const t = useT();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <section
      aria-label={t('composer.emoji')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
      className="mx-2 mt-2 max-h-56 animate-rise overflow-y-auto rounded-2xl border border-line bg-raised p-2 sm:mx-4"
    >
      {emojiGroups.map((group, groupIndex) => (
        <div key={group.name}>
          <h3 className="px-1 py-1.5 text-xs font-semibold text-muted">{t(group.name)}</h3>
          <div className="grid grid-cols-[repeat(auto-fill,minmax(2.75rem,1fr))]">
            {group.emoji.map((emoji, index) => (
              <button
                key={emoji}
                ref={groupIndex === 0 && index === 0 ? first : undefined}
                type="button"
                aria-label={emoji}
                onClick={() => onPick(emoji)}
                className="grid size-11 place-items-center rounded-xl text-[1.375rem] hover:bg-sunken"
              >
                {emoji}
              </button>
            ))}
          </div>
        </div>
      ))}
    </section>
  );
}
