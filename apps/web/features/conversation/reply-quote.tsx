import type { Reply } from '@parley/protocol/message';
import { useGo } from '../../app/navigation.ts';
import { useMe } from '../../app/use-me.ts';
import { useUsers } from '../../app/use-users.ts';
import { useT } from '../../i18n/i18n-context.ts';
import { hueOf } from '../../ui/avatar-look.ts';
import { classNames } from '../../ui/class-names.ts';
import { useConversation } from './conversation-provider.tsx';

/** What a message answers; leads to it. */
export function ReplyQuote({ reply, mine }: { readonly reply: Reply; readonly mine: boolean }) {
  const t = useT();
  const go = useGo();
  const { chat } = useConversation();
  const me = useMe();
  const users = useUsers([reply.senderId]);
  const name = reply.senderId === me.id ? t('person.you') : (users.get(reply.senderId)?.displayName ?? t('person.unknown'));
  return (
    <button
      type="button"
      onClick={() => go.chat(chat.id, reply.seq)}
      title={t('message.toQuoted')}
      className={classNames(
        'mb-1.5 block w-full min-w-0 rounded-lg border-s-[3px] border-current px-2.5 py-1.5 text-start text-sm',
        mine ? 'bg-panel/60' : 'bg-sunken',
        'sender',
      )}
      data-hue={hueOf(reply.senderId)}
    >
      <span dir="auto" className="block truncate text-start font-semibold">
        {name}
      </span>
      <span dir="auto" className="line-clamp-2 text-start break-words text-soft">
        {reply.preview || t('message.deleted')}
      </span>
    </button>
  );
}
