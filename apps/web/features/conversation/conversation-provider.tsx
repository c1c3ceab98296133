import type { ChatItem } from '@parley/client/views/chat-item';
import type { MessageItem } from '@parley/client/views/message-item';
import { createContext, type ReactNode, use, useMemo, useState } from 'react';

/** What the composer is doing: a reply, an edit, or (absent) a new message. */
export type ComposerTask = { readonly kind: 'reply' | 'edit'; readonly message: MessageItem };

/** A dialog about a message. */
export type MessageDialog = { readonly kind: 'delete' | 'forward' | 'info'; readonly message: MessageItem };

interface ConversationState {
  readonly chat: ChatItem;
  readonly task: ComposerTask | undefined;
  setTask(task: ComposerTask | undefined): void;
  readonly dialog: MessageDialog | undefined;
  setDialog(dialog: MessageDialog | undefined): void;
}

const ConversationContext = createContext<ConversationState | undefined>(undefined);

/** Holds what the parts of one open conversation share. */
export function ConversationProvider({ chat, children }: { readonly chat: ChatItem; readonly children: ReactNode }) {
  const [task, setTask] = useState<ComposerTask>();
  const [dialog, setDialog] = useState<MessageDialog>();
  const state = useMemo(() => ({ chat, task, setTask, dialog, setDialog }), [chat, task, dialog]);
  return <ConversationContext value={state}>{children}</ConversationContext>;
}

/** The open conversation. */
export function useConversation(): ConversationState {
  const state = use(ConversationContext);
  if (!state) throw new Error('useConversation outside of ConversationProvider');
  return state;
}
