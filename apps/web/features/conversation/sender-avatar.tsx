import type { MessageItem } from '@parley/client/views/message-item';
import { useT } from '../../i18n/i18n-context.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useConversation } from './conversation-provider.tsx';

/** The face beside the last message of a run, in groups; keeps its place beside the others. */
export function SenderAvatar({ message, shown }: { readonly message: MessageItem; readonly shown: boolean }) {
  const t = useT();
  const { chat } = useConversation();
  if (chat.type !== 'group' || message.mine) return null;
  if (!shown) return <span aria-hidden className="w-8 shrink-0" />;
  return (
    <Avatar
      id={message.senderId}
      name={message.sender?.displayName ?? t('person.unknown')}
      url={message.sender?.avatarUrl}
      size="sm"
    />
  );
}
