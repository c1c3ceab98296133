import type { ChatItem } from '@parley/client/views/chat-item';
import { useChatTitle } from '../../app/use-chat-title.ts';
import { Avatar } from '../../ui/avatar.tsx';

interface ChatAvatarProps {
  readonly chat: ChatItem;
  readonly size?: 'sm' | 'md' | 'lg' | 'xl';
}

/** The picture of a chat: the other person's, with the dot of their presence, or the group's. */
export function ChatAvatar({ chat, size = 'lg' }: ChatAvatarProps) {
  const title = useChatTitle(chat);
  return (
    <Avatar
      id={chat.peer?.id ?? chat.id}
      name={title}
      url={chat.peer?.avatarUrl ?? chat.avatarUrl}
      online={chat.peer?.online ?? false}
      size={size}
    />
  );
}
