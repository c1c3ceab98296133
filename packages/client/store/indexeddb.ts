import { Dexie, type Table } from 'dexie';
import { changeListeners } from './change-listeners.ts';
import type { IndexedDbTables } from './indexeddb-tables.ts';
import { indexedDbWriter } from './indexeddb-writer.ts';
import { recordChanges } from './record-changes.ts';
import type { Store } from './store.ts';
import type { StoreChange } from './store-change.ts';

/**
 * A store in the browser's IndexedDB, shared by all tabs of the origin that use the same name. `indexedDb` stands in for the
 * browser's own in tests.
 */
export function indexedDbStore(
  name: string,
  indexedDb?: { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange },
): Store {
  const db = new Dexie(name, indexedDb ?? {});
  // Versions only ever grow, each with its `upgrade`; a change of shape that can't be upgraded may drop everything but the outbox.
  db.version(1).stores({ meta: 'key', chats: 'id', messages: '[chatId+seq], id', users: 'id', outbox: 'id, chatId' });
  // Only messages that disappear have the field, and only they are in its index.
  db.version(2).stores({ messages: '[chatId+seq], id, message.expiresAt' });
  const tables: IndexedDbTables = {
    meta: db.table('meta'),
    chats: db.table('chats'),
    messages: db.table('messages'),
    users: db.table('users'),
    outbox: db.table('outbox'),
  };
  const all = Object.values(tables) as Table[];
  const listeners = changeListeners();
  let closed = false;
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`${name}:changes`);
  channel?.addEventListener('message', (event: MessageEvent<StoreChange>) => listeners.tell(event.data));

  return {
    sharedAs: name,
    // The scope must be an async function: Dexie follows native `await` through a transaction only where it sees one.
    read: (task) => db.transaction('r', all, async () => await task(indexedDbWriter(tables))),
    async write(task) {
      const [result, change] = await db.transaction('rw', all, async () => {
        const recorded = recordChanges(indexedDbWriter(tables));
        return [await task(recorded.writer), recorded.change()] as const;
      });
      if (change !== undefined) {
        if (!closed) channel?.postMessage(change);
        listeners.tell(change);
      }
      return result;
    },
    onChange: listeners.add,
    close: async () => {
      closed = true;
      channel?.close();
      db.close();
    },
  };
}
