import type { StoreWriter } from './store.ts';
import type { StoreChange } from './store-change.ts';

/** Wraps a writer so that it notes what is touched; `change` answers undefined when nothing was. */
export function recordChanges(inner: StoreWriter): {
  readonly writer: StoreWriter;
  readonly change: () => StoreChange | undefined;
} {
  const meta = new Set<StoreChange['meta'][number]>();
  const chats = new Set<string>();
  const messages = new Set<string>();
  const outbox = new Set<string>();
  const users = new Set<string>();
  let cleared = false;

  const writer: StoreWriter = {
    ...inner,
    setMeta(key, value) {
      meta.add(key);
      return inner.setMeta(key, value);
    },
    putChat(chat) {
      chats.add(chat.id);
      return inner.putChat(chat);
    },
    removeChat(id) {
      chats.add(id);
      messages.add(id);
      outbox.add(id);
      return inner.removeChat(id);
    },
    putMessages(list) {
      for (const message of list) messages.add(message.chatId);
      return inner.putMessages(list);
    },
    removeMessage(chatId, seq) {
      messages.add(chatId);
      return inner.removeMessage(chatId, seq);
    },
    putUsers(list) {
      for (const user of list) users.add(user.id);
      return inner.putUsers(list);
    },
    putEntry(entry) {
      outbox.add(entry.chatId);
      return inner.putEntry(entry);
    },
    async removeEntry(id) {
      const entry = await inner.entry(id);
      if (entry === undefined) return;
      outbox.add(entry.chatId);
      await inner.removeEntry(id);
    },
    clear() {
      cleared = true;
      return inner.clear();
    },
  };

  return {
    writer,
    change() {
      const touched = meta.size + chats.size + messages.size + outbox.size + users.size > 0 || cleared;
      return touched
        ? { meta: [...meta], chats: [...chats], messages: [...messages], outbox: [...outbox], users: [...users], cleared }
        : undefined;
    },
  };
}
