import type { SearchHit } from '@parley/protocol/search';
import { Link } from '@tanstack/react-router';
import { useParley } from '../../app/parley-context.ts';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { useMe } from '../../app/use-me.ts';
import { useNow } from '../../app/use-now.ts';
import { useUsers } from '../../app/use-users.ts';
import { useView } from '../../app/use-view.ts';
import { useI18n } from '../../i18n/i18n-context.ts';
import { Highlighted } from './highlighted.tsx';

interface HitRowProps {
  readonly hit: SearchHit;
  /** Whether to say which chat it is in. */
  readonly named: boolean;
  readonly tabStop: boolean;
}

/** A message that was found; leads to it. */
export function HitRow({ hit, named, tabStop }: HitRowProps) {
  const { t, format } = useI18n();
  const me = useMe();
  const now = useNow();
  const { message } = hit;
  const chat = useView(useParley().views.chat(message.chatId));
  const title = useChatTitle(chat ?? { type: 'direct', title: '' });
  const sender = useUsers([message.senderId]).get(message.senderId)?.displayName ?? t('person.unknown');
  const from = message.senderId === me.id ? t('person.you') : sender;
  const at = new Date(message.createdAt).getTime();
  return (
    <Link
      to="/c/$chatId"
      params={{ chatId: message.chatId }}
      search={{ at: message.seq }}
      data-row
      tabIndex={tabStop ? 0 : -1}
      className="block rounded-2xl px-2.5 py-2.5 transition-colors hover:bg-sunken focus-visible:-outline-offset-2"
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 truncate text-start font-semibold">
          <bdi>{named ? title : from}</bdi>
        </span>
        <time dateTime={message.createdAt} className="shrink-0 text-xs text-muted">
          {format.brief(at, now)}
        </time>
      </span>
      <span className="mt-0.5 line-clamp-2 text-start text-sm break-words text-muted">
        {named ? <span className="text-soft">{t('chats.sender', { name: `\u2068${from}\u2069` })} </span> : null}
        {message.content.type === 'text' ? (
          <Highlighted text={message.content.text} spans={hit.highlights} />
        ) : (
          t('message.unsupported')
        )}
      </span>
    </Link>
  );
}
