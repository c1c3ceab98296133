import type { ChatItem } from '@parley/client/views/chat-item';
import type { MessageItem } from '@parley/client/views/message-item';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useParley } from '../../app/parley-context.ts';
import { type ComposerTask, useConversation } from './conversation-provider.tsx';
import { textContentOf } from './text-content.ts';
import { useAutosize } from './use-autosize.ts';
import { useDraft } from './use-draft.ts';
import { type Mentions, useMentions } from './use-mentions.ts';

interface Composer {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly task: ComposerTask | undefined;
  readonly mentions: Mentions;
  change(text: string): void;
  /** Puts text where the caret is. */
  insert(text: string): void;
  submit(): void;
  cancelTask(): void;
  onKeyDown(event: KeyboardEvent): void;
  onSelect(): void;
}

/** The state and behaviour of the field where one writes. */
export function useComposer(chat: ChatItem, messages: readonly MessageItem[]): Composer {
  const parley = useParley();
  const { task, setTask } = useConversation();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(chat.draft ?? '');
  const [caret, setCaret] = useState(0);
  const beforeEdit = useRef('');
  const mentions = useMentions(chat, text, caret, (next, nextCaret) => {
    setText(next);
    requestAnimationFrame(() => field.current?.setSelectionRange(nextCaret, nextCaret));
  });
  useAutosize(field, text);
  const clearDraft = useDraft(chat, text, task?.kind !== 'edit');

  // What was being written is put aside while an older message is edited.
  useEffect(() => {
    if (task?.kind === 'edit' && task.message.content.type === 'text') {
      setText((now) => {
        beforeEdit.current = now;
        return task.message.content.type === 'text' ? task.message.content.text : now;
      });
    }
    if (task) requestAnimationFrame(() => field.current?.focus());
  }, [task]);

  const finish = (next: string) => {
    setText(next);
    setTask(undefined);
    parley.messages.typing(chat.id, false);
  };
  const cancelTask = () => finish(task?.kind === 'edit' ? beforeEdit.current : text);

  const submit = () => {
    const content = textContentOf(text, mentions.people);
    if (!content) return;
    if (task?.kind === 'edit') {
      void parley.messages.edit(task.message, content);
      finish(beforeEdit.current);
    } else {
      const named = content.entities?.flatMap((entity) => (entity.type === 'mention' ? [entity.userId] : [])) ?? [];
      const replyToId = task?.message.id;
      void parley.messages.send({
        chatId: chat.id,
        content,
        ...(replyToId ? { replyToId } : {}),
        ...(named.length > 0 ? { mentions: [...new Set(named)] } : {}),
      });
      clearDraft();
      finish('');
    }
    field.current?.focus();
  };

  const change = (next: string) => {
    setText(next);
    setCaret(field.current?.selectionStart ?? next.length);
    parley.messages.typing(chat.id, next.trim() !== '');
  };
  const insert = (piece: string) => {
    const start = field.current?.selectionStart ?? text.length;
    const end = field.current?.selectionEnd ?? start;
    setText(text.slice(0, start) + piece + text.slice(end));
    requestAnimationFrame(() => field.current?.setSelectionRange(start + piece.length, start + piece.length));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a character, Enter chooses it.
    if (event.nativeEvent.isComposing || mentions.onKeyDown(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && task) {
      event.preventDefault();
      cancelTask();
    } else if (event.key === 'ArrowUp' && text === '' && !task) {
      const last = messages.findLast((message) => message.mine && !message.deleted && message.content.type === 'text');
      if (!last) return;
      event.preventDefault();
      setTask({ kind: 'edit', message: last });
    }
  };

  return {
    field,
    text,
    task,
    mentions,
    change,
    insert,
    submit,
    cancelTask,
    onKeyDown,
    onSelect: () => setCaret(field.current?.selectionStart ?? 0),
  };
}
