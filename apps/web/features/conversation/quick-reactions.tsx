import { Menu } from '@base-ui/react/menu';
import type { MessageItem } from '@parley/client/views/message-item';
import { useParley } from '../../app/parley-context.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { classNames } from '../../ui/class-names.ts';

/** The reactions that are one press away. */
const quickReactions = ['👍', '❤️', '😂', '😮', '😢', '🙏'] as const;

/** A row of reactions at the top of the menu of a message. */
export function QuickReactions({ message }: { readonly message: MessageItem }) {
  const t = useT();
  const { messages } = useParley();
  return (
    <Menu.Group aria-label={t('message.react')} className="mb-1 flex border-b border-line pb-1">
      {quickReactions.map((emoji) => {
        const mine = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);
        return (
          <Menu.Item
            key={emoji}
            aria-label={t('message.reactWith', { emoji })}
            onClick={() => void messages.react(message, emoji, !mine)}
            className={classNames(
              'grid size-11 cursor-default place-items-center rounded-full text-[1.375rem] outline-none transition-transform select-none data-highlighted:scale-115 data-highlighted:bg-sunken',
              mine && 'bg-tint',
            )}
          >
            {emoji}
          </Menu.Item>
        );
      })}
    </Menu.Group>
  );
}
