import type { MessageItem } from '@parley/client/views/message-item';
import { ChevronDown } from 'lucide-react';
import { type KeyboardEvent, memo, useRef } from 'react';
import { useT } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';
import { useLongPress } from '../../ui/use-long-press.ts';
import { Bubble } from './bubble.tsx';
import { FailedNote } from './failed-note.tsx';
import { Reactions } from './reactions.tsx';
import { SenderAvatar } from './sender-avatar.tsx';
import type { OpenMessageMenu } from './use-message-menu.ts';

interface MessageRowProps {
  readonly message: MessageItem;
  readonly first: boolean;
  readonly last: boolean;
  readonly tabStop: boolean;
  readonly flashing: boolean;
  readonly onMenu: OpenMessageMenu;
}

/** One message with what hangs on it. Right click, long press, Enter and the arrow open its menu. */
export const MessageRow = memo(function MessageRow({ message, first, last, tabStop, flashing, onMenu }: MessageRowProps) {
  const t = useT();
  const bubble = useRef<HTMLDivElement>(null);
  const openMenu = () => bubble.current && onMenu(message, bubble.current);
  const longPress = useLongPress(openMenu);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || (event.key !== 'Enter' && event.key !== 'ContextMenu')) return;
    event.preventDefault();
    openMenu();
  };

  return (
    <article
      data-row
      data-testid="message"
      data-mine={message.mine}
      aria-label={t('message.by', {
        name: message.mine ? t('person.you') : (message.sender?.displayName ?? t('person.unknown')),
      })}
      tabIndex={tabStop ? 0 : -1}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        event.preventDefault();
        openMenu();
      }}
      {...longPress}
      className={classNames(
        'group relative flex items-end gap-2 rounded-xl focus-visible:-outline-offset-2',
        message.mine ? 'justify-end' : 'justify-start',
        first ? 'pt-2' : 'pt-0.5',
        flashing && 'animate-flash',
      )}
    >
      <SenderAvatar message={message} shown={last} />
      <div className={classNames('flex max-w-[85%] min-w-0 flex-col sm:max-w-[75%]', message.mine ? 'items-end' : 'items-start')}>
        <div ref={bubble} className="relative max-w-full">
          <Bubble message={message} first={first} last={last} />
          <button
            type="button"
            tabIndex={-1}
            aria-label={t('message.menu')}
            onClick={openMenu}
            className="absolute end-1 top-1 grid size-7 place-items-center rounded-full bg-raised text-soft opacity-0 shadow-bubble transition-opacity group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:hidden"
          >
            <ChevronDown aria-hidden size={17} />
          </button>
        </div>
        <Reactions message={message} />
        <FailedNote message={message} />
      </div>
    </article>
  );
});
