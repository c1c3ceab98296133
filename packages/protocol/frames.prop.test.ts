import { describe, expect, test } from 'bun:test';
import { AppError } from '@parley/kernel/errors';
import fc from 'fast-check';
import { parseClientFrame, refOf } from './frames.ts';
import { MAX_TEXT_BYTES } from './limits.ts';
import { clientFrameSchema } from './ws/client-frames.ts';

const uuid = fc.uuid();
const oddString = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\0',
    'a\0b',
    '\ud800',
    'x\udc00',
    'é'.repeat(MAX_TEXT_BYTES / 2),
    `${'é'.repeat(MAX_TEXT_BYTES / 2)}a`,
    'x'.repeat(MAX_TEXT_BYTES),
  ),
);
const anything = fc.oneof(fc.jsonValue(), fc.constant(undefined));

/** Something that is usually what it should be, and else anything at all. */
const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: anything });

const content = fc.record(
  { type: mostly(fc.constant('text')), text: mostly(oddString), entities: mostly(fc.constant([])), surprise: anything },
  { requiredKeys: ['type', 'text'] },
);
const send = fc.record(
  {
    type: mostly(fc.constant('message.send')),
    chatId: mostly(
      fc.oneof(
        uuid,
        uuid.map((id) => id.toUpperCase()),
      ),
    ),
    clientMsgId: mostly(uuid),
    content: mostly(content),
    replyToId: mostly(uuid),
    ref: mostly(fc.string({ maxLength: 70 })),
    surprise: anything,
  },
  { requiredKeys: ['type', 'chatId', 'clientMsgId', 'content'] },
);

describe('parseClientFrame', () => {
  test('says of every frame what the schema says', () => {
    let accepted = 0;
    fc.assert(
      fc.property(send, (value) => {
        const text = JSON.stringify(value);
        const bySchema = clientFrameSchema.safeParse(JSON.parse(text));
        if (bySchema.success) {
          accepted++;
          expect(parseClientFrame(text)).toEqual(bySchema.data);
        } else {
          expect(() => parseClientFrame(text)).toThrow(AppError);
        }
      }),
      { numRuns: 2000 },
    );
    // The property would hold of frames that are all refused.
    expect(accepted).toBeGreaterThan(200);
  });

  test('throws nothing but errors of the catalogue, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          parseClientFrame(text);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toMatch(/^(frame\.|message\.)/);
        }
      }),
    );
  });

  test('finds the ref of a frame that is wrong otherwise', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 64 }), fc.dictionary(fc.string(), fc.jsonValue()), (ref, rest) => {
        expect(refOf(JSON.stringify({ ...rest, ref }))).toBe(ref);
      }),
    );
    for (const text of ['', '{', '[]', 'null', '{"ref":1}', `{"ref":"${'x'.repeat(65)}"}`]) expect(refOf(text)).toBeUndefined();
  });
});
