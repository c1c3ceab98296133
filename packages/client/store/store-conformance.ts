import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { chatRecord, entry, messageRecord, user } from './sample-records.ts';
import type { Store } from './store.ts';
import type { StoreChange } from './store-change.ts';

/** What every store must do. `open` gives an empty one. */
export function storeConformance(name: string, open: () => Store): void {
  describe(`${name} store`, () => {
    let store: Store;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => store.close());

    test('gives back what was put, and undefined for what was not', async () => {
      await store.write(async (tx) => {
        await tx.setMeta('cursor', 'c1');
        await tx.putChat(chatRecord('a'));
        await tx.putMessages([messageRecord('a', 1)]);
        await tx.putUsers([user('u')]);
        await tx.putEntry(entry('e', 1, 'a'));
      });
      await store.read(async (tx) => {
        expect(await tx.meta('cursor')).toBe('c1');
        expect(await tx.meta('session')).toBeUndefined();
        expect(await tx.chat('a')).toEqual(chatRecord('a'));
        expect(await tx.chat('b')).toBeUndefined();
        expect(await tx.message('a', 1)).toEqual(messageRecord('a', 1));
        expect(await tx.message('a', 2)).toBeUndefined();
        expect(await tx.messageById('a-1')).toEqual(messageRecord('a', 1));
        expect(await tx.messageById('b-1')).toBeUndefined();
        expect(await tx.users(['x', 'u'])).toEqual([user('u')]);
        expect(await tx.entry('e')).toEqual(entry('e', 1, 'a'));
      });
    });

    test('reads a stretch of one chat, ascending, from either end', async () => {
      await store.write((tx) =>
        tx.putMessages([5, 1, 3, 2, 4].map((seq) => messageRecord('a', seq)).concat(messageRecord('b', 3))),
      );
      const seqs = (from: number, to: number, limit: number, nearest: 'from' | 'to') =>
        store.read(async (tx) => (await tx.messages('a', { from, to, limit, nearest })).map(({ seq }) => seq));
      expect(await seqs(1, 5, 9, 'from')).toEqual([1, 2, 3, 4, 5]);
      expect(await seqs(2, 4, 9, 'to')).toEqual([2, 3, 4]);
      expect(await seqs(2, 5, 2, 'from')).toEqual([2, 3]);
      expect(await seqs(1, 4, 2, 'to')).toEqual([3, 4]);
      expect(await seqs(6, 9, 2, 'to')).toEqual([]);
    });

    test('knows which messages disappear, the next one first', async () => {
      const expiring = (chatId: string, seq: number, second: number) => {
        const record = messageRecord(chatId, seq);
        return { ...record, message: { ...record.message, expiresAt: `2026-01-01T00:00:0${second}.000Z` } };
      };
      const ids = (limit: number) => store.read(async (tx) => (await tx.expiring(limit)).map(({ id }) => id));
      await store.write((tx) =>
        tx.putMessages([
          expiring('a', 1, 5),
          messageRecord('a', 2),
          expiring('b', 1, 3),
          expiring('b', 2, 4),
          expiring('c', 1, 1),
        ]),
      );
      expect(await ids(9)).toEqual(['c-1', 'b-1', 'b-2', 'a-1']);
      expect(await ids(2)).toEqual(['c-1', 'b-1']);
      await store.write(async (tx) => {
        await tx.putMessages([messageRecord('b', 1)]);
        await tx.removeMessage('b', 2);
        await tx.removeChat('c');
      });
      expect(await ids(9)).toEqual(['a-1']);
      await store.write((tx) => tx.clear());
      expect(await ids(9)).toEqual([]);
    });

    test('puts over what was there', async () => {
      await store.write((tx) => tx.putMessages([messageRecord('a', 1)]));
      await store.write((tx) => tx.putMessages([{ ...messageRecord('a', 1), version: 7 }]));
      expect(
        await store.read(async (tx) =>
          (await tx.messages('a', { from: 0, to: 9, limit: 9, nearest: 'to' })).map((m) => m.version),
        ),
      ).toEqual([7]);
    });

    test('reads its own writes within a write', async () => {
      const seen = await store.write(async (tx) => {
        await tx.putEntry(entry('e2', 2, 'a'));
        await tx.putEntry(entry('e1', 1, 'b'));
        await tx.removeEntry('nothing');
        return [(await tx.outbox()).map(({ id }) => id), (await tx.outbox('a')).map(({ id }) => id)];
      });
      expect(seen).toEqual([['e1', 'e2'], ['e2']]);
    });

    test('keeps nothing of a write that throws', async () => {
      await store.write(async (tx) => {
        await tx.putChat(chatRecord('a'));
        await tx.putMessages([messageRecord('a', 1), messageRecord('a', 3)]);
        await tx.putEntry(entry('e', 1, 'a'));
        await tx.setMeta('cursor', 'c1');
      });
      const dump = () =>
        store.read(async (tx) => [
          await tx.chats(),
          await tx.messages('a', { from: 0, to: 9, limit: 9, nearest: 'to' }),
          await tx.outbox(),
          await tx.meta('cursor'),
          await tx.messageById('a-2'),
        ]);
      const before = await dump();
      const failing = store.write(async (tx) => {
        await tx.putMessages([messageRecord('a', 2), { ...messageRecord('a', 3), version: 9 }]);
        await tx.removeMessage('a', 1);
        await tx.removeEntry('e');
        await tx.setMeta('cursor', 'c2');
        await tx.removeChat('a');
        await tx.clear();
        await tx.putChat(chatRecord('z'));
        throw new Error('no');
      });
      expect(await failing.catch((error: Error) => error.message)).toBe('no');
      expect(await dump()).toEqual(before);
    });

    test('removes a chat with its messages and outbox, and nothing of others', async () => {
      await store.write(async (tx) => {
        for (const id of ['a', 'b']) {
          await tx.putChat(chatRecord(id));
          await tx.putMessages([messageRecord(id, 1)]);
          await tx.putEntry(entry(`e-${id}`, 1, id));
        }
        await tx.removeChat('a');
      });
      await store.read(async (tx) => {
        expect((await tx.chats()).map(({ id }) => id)).toEqual(['b']);
        expect(await tx.message('a', 1)).toBeUndefined();
        expect(await tx.messageById('a-1')).toBeUndefined();
        expect(await tx.messageById('b-1')).toBeDefined();
        expect((await tx.outbox()).map(({ id }) => id)).toEqual(['e-b']);
      });
    });

    test('removes one message', async () => {
      await store.write((tx) => tx.putMessages([messageRecord('a', 1), messageRecord('a', 2)]));
      await store.write((tx) => tx.removeMessage('a', 1));
      expect(
        await store.read(async (tx) => [await tx.message('a', 1), await tx.messageById('a-1'), (await tx.message('a', 2))?.seq]),
      ).toEqual([undefined, undefined, 2]);
    });

    test('lets writes that overlap follow each other', async () => {
      const add = () =>
        store.write(async (tx) => {
          const last = (await tx.meta('lastOrder')) ?? 0;
          await tx.setMeta('lastOrder', last + 1);
        });
      await Promise.all([add(), add(), add(), add()]);
      expect(await store.read((tx) => tx.meta('lastOrder'))).toBe(4);
    });

    test('tells what a write touched, after it; nothing of one that failed or touched nothing', async () => {
      const told: StoreChange[] = [];
      const stop = store.onChange((change) => told.push(change));
      await store.write(async (tx) => {
        await tx.putMessages([messageRecord('a', 1)]);
        await tx.putUsers([user('u')]);
      });
      await store.write(async () => undefined);
      await store
        .write(async (tx) => {
          await tx.putUsers([user('v')]);
          throw new Error('no');
        })
        .catch(() => undefined);
      stop();
      await store.write((tx) => tx.setMeta('cursor', 'x'));
      expect(told).toEqual([{ meta: [], chats: [], messages: ['a'], outbox: [], users: ['u'], cleared: false }]);
    });
  });
}
