import type { ChatItem } from '@parley/client/views/chat-item';
import { useT } from '../i18n/i18n-context.ts';

/** The name of a chat; the one with oneself has a name of its own. */
export function useChatTitle(chat: Pick<ChatItem, 'type' | 'title'>): string {
  const t = useT();
  return chat.type === 'self' ? t('chat.self') : chat.title || t('person.unknown');
}
