import { expect, test } from 'bun:test';
import { messageNewFrame as frameSchema } from '@parley/protocol/ws/server-frames';
import fc from 'fast-check';
import { messageNewFrame } from './announce.ts';

const uuid = fc.uuid({ version: 7 });
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((value) => !value.includes('\0') && value.isWellFormed());

test('the frame that is put together by hand is the frame of the protocol', () => {
  fc.assert(
    fc.property(
      fc.record({
        id: uuid,
        chatId: uuid,
        senderId: uuid,
        clientMsgId: uuid,
        text,
        seq: fc.integer({ min: 1 }),
        quoted: fc.option(text, { nil: undefined }),
      }),
      fc.option(uuid, { nil: undefined }),
      fc.array(uuid, { maxLength: 3 }),
      fc.option(fc.integer({ min: 0, max: 4e12 }), { nil: undefined }),
      ({ text: words, seq, quoted, ...parts }, forwardedFrom, mentions, expiresAt) => {
        const replyTo = quoted === undefined ? undefined : { id: parts.id, seq: 1, senderId: parts.senderId, preview: quoted };
        const content = { type: 'text', text: words } as const;
        const reply = replyTo === undefined ? undefined : JSON.stringify(replyTo);
        const message = { ...parts, content: JSON.stringify(content), reply, forwardedFrom, mentions, expiresAt };
        const createdAt = new Date(1_700_000_000_000).toISOString();
        const frame: unknown = JSON.parse(messageNewFrame({ message, seq, createdAt: 1_700_000_000_000 }));
        const expected = { type: 'message.new', message: { ...parts, seq, createdAt, content } };
        expect(frame).toMatchObject(expected);
        expect<unknown>(frameSchema.parse(frame)).toEqual({
          ...expected,
          message: {
            ...expected.message,
            ...(replyTo === undefined ? {} : { replyTo }),
            ...(forwardedFrom === undefined ? {} : { forwardedFrom }),
            ...(mentions.length === 0 ? {} : { mentions }),
            ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() }),
          },
        });
      },
    ),
  );
});
