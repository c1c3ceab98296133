import { expect, test } from 'bun:test';
import type { Plain } from '@parley/kernel/contract';
import type { Message } from '@parley/proto/parley/message/v1/message_pb';
import fc from 'fast-check';
import { decodeServerFrame } from '../client-codec.ts';
import { serverFrameSchema } from '../ws/server-frames.ts';
import { encodeMessageNew } from './encode-message-new.ts';
import { toPublicMessage } from './message.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !value.includes('\0'));
const time = fc.integer({ min: 0, max: 4e12 });
const message: fc.Arbitrary<Plain<Message>> = fc.record(
  {
    id: fc.uuid(),
    chatId: fc.uuid(),
    seq: fc.integer({ min: 1, max: 2 ** 52 }),
    senderId: fc.uuid(),
    clientMsgId: fc.uuid(),
    createdAt: time,
    expiresAt: time,
    content: text.map((value) => JSON.stringify({ type: 'text', text: value })),
    replyTo: fc.record({ id: fc.uuid(), seq: fc.nat(), senderId: fc.uuid(), preview: text }),
    forwardedFrom: fc.uuid(),
    mentions: fc.array(fc.uuid(), { maxLength: 3 }),
    reactions: fc.constant([]),
    starred: fc.constant(false),
  },
  {
    requiredKeys: ['id', 'chatId', 'seq', 'senderId', 'clientMsgId', 'createdAt', 'content', 'mentions', 'reactions', 'starred'],
  },
);

test('the frame made by hand is the frame made of the public message, and a valid one', () => {
  fc.assert(
    fc.property(message, (stored) => {
      const frame = decodeServerFrame(encodeMessageNew(stored));
      expect(frame).toEqual({ type: 'message.new', message: toPublicMessage(stored) });
      expect(serverFrameSchema.safeParse(frame).error).toBeUndefined();
    }),
  );
});

test('what is personal is not in it', () => {
  fc.assert(
    fc.property(message, (stored) => {
      const personal = { ...stored, status: 'read', starred: true, reactions: [{ emoji: '👍', count: 1, mine: true }] };
      expect(encodeMessageNew(personal)).toBe(encodeMessageNew(stored));
    }),
  );
});
