import type { MessageItem } from '@parley/client/views/message-item';
import { Ban, Forward } from 'lucide-react';
import { useT } from '../../i18n/i18n-context.ts';
import { hueOf } from '../../ui/avatar-look.ts';
import { classNames } from '../../ui/class-names.ts';
import { BubbleMeta } from './bubble-meta.tsx';
import { useConversation } from './conversation-provider.tsx';
import { MessageText } from './message-text.tsx';
import { ReplyQuote } from './reply-quote.tsx';
import { isEmojiOnly } from './text-parts.ts';

interface BubbleProps {
  readonly message: MessageItem;
  readonly first: boolean;
  readonly last: boolean;
}

/** The message itself. */
export function Bubble({ message, first, last }: BubbleProps) {
  const t = useT();
  const { chat } = useConversation();
  const { mine, content, deleted } = message;
  const bare = !deleted && content.type === 'text' && !message.replyTo && !message.forwardedFrom && isEmojiOnly(content.text);
  const named = chat.type === 'group' && !mine && first;
  return (
    <div
      data-testid="bubble"
      className={classNames(
        'min-w-20 rounded-bubble px-3.5 py-2',
        bare ? 'px-1' : mine ? 'bg-mine' : 'border border-line bg-theirs shadow-bubble',
        !bare && last && (mine ? 'rounded-ee-md' : 'rounded-es-md'),
        message.status === 'failed' && 'ring-1 ring-danger',
      )}
    >
      {named ? (
        <p dir="auto" className="sender mb-0.5 truncate text-start text-sm font-semibold" data-hue={hueOf(message.senderId)}>
          {message.sender?.displayName ?? t('person.unknown')}
        </p>
      ) : null}
      {message.forwardedFrom && !deleted ? (
        <p className={classNames('mb-0.5 flex items-center gap-1 text-xs italic', mine ? 'text-mine-muted' : 'text-muted')}>
          <Forward aria-hidden size={13} className="rtl:-scale-x-100" />
          {t('message.forwarded')}
        </p>
      ) : null}
      {message.replyTo && !deleted ? <ReplyQuote reply={message.replyTo} mine={mine} /> : null}
      {/* The small print joins the last line where there is room beside it. */}
      <div className="flex flex-wrap items-end justify-end gap-x-3">
        {deleted ? (
          <p
            data-testid="message-text"
            className={classNames('flex flex-1 items-center gap-1.5 italic', mine ? 'text-mine-muted' : 'text-muted')}
          >
            <Ban aria-hidden size={15} />
            {t('message.deleted')}
          </p>
        ) : content.type === 'text' ? (
          <MessageText content={content} />
        ) : (
          <p className="text-muted italic">{t('message.unsupported')}</p>
        )}
        <BubbleMeta message={message} />
      </div>
    </div>
  );
}
