import { describe, expect, test } from 'bun:test';
import { AppError } from '@parley/kernel/errors';
import { decodeServerFrame, encodeClientFrame } from './client-codec.ts';
import { encodeFrame, parseClientFrame } from './frames.ts';
import { MAX_TEXT_BYTES } from './limits.ts';

const ID = '0198c0de-0000-7000-8000-000000000001';
const send = (content: unknown, more = {}) =>
  JSON.stringify({ type: 'message.send', chatId: ID, clientMsgId: ID, content, ...more });

function refusal(text: string): { code: string; paths: string[] } {
  try {
    parseClientFrame(text);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, paths: (error.issues ?? []).map((issue) => issue.path) };
    throw error;
  }
  throw new Error('the frame was taken');
}

describe('parseClientFrame', () => {
  test.each([
    ['not JSON', '{', 'frame.invalid', []],
    ['not an object', '[]', 'frame.invalid', []],
    ['no type', '{}', 'frame.invalid', ['type']],
    ['unknown type', '{"type":"message.sned"}', 'frame.unknown_type', []],
    ['wrong types', JSON.stringify({ type: 'typing.start', chatId: 7 }), 'frame.invalid', ['chatId']],
    ['an id that is none', JSON.stringify({ type: 'typing.start', chatId: 'x' }), 'frame.invalid', ['chatId']],
    ['empty text', send({ type: 'text', text: '' }), 'message.content_invalid', ['content.text']],
    ['NUL', send({ type: 'text', text: 'a\0b' }), 'message.content_invalid', ['content.text']],
    ['lone surrogate', send({ type: 'text', text: '\ud83d' }), 'message.content_invalid', ['content.text']],
    ['too long', send({ type: 'text', text: 'é'.repeat(MAX_TEXT_BYTES / 2 + 1) }), 'message.too_long', ['content.text']],
    ['unknown content', send({ type: 'hologram' }), 'message.content_invalid', ['content.type']],
    ['unknown field of a content', send({ type: 'text', text: 'a', colour: 'red' }), 'message.content_invalid', ['content']],
    ['system content', send({ type: 'system', event: 'group.title', title: 'x' }), 'message.content_invalid', ['content.type']],
    [
      'a link to a script',
      send({ type: 'text', text: 'abc', entities: [{ type: 'link', offset: 0, length: 3, url: 'javascript:x' }] }),
      'message.content_invalid',
      ['content.entities.0.url'],
    ],
    [
      'an entity past the text',
      send({ type: 'text', text: 'abc', entities: [{ type: 'bold', offset: 1, length: 3 }] }),
      'message.content_invalid',
      ['content.entities'],
    ],
    ['a negative seq', JSON.stringify({ type: 'message.read', chatId: ID, upToSeq: -1 }), 'frame.invalid', ['upToSeq']],
  ])('refuses %s', (_, text, code, paths) => {
    expect(refusal(text)).toEqual({ code, paths });
  });

  test('ignores fields of a frame that it does not know', () => {
    const frame = parseClientFrame(send({ type: 'text', text: 'hi' }, { ref: '1', later: true }));
    expect(frame).toEqual({ type: 'message.send', ref: '1', chatId: ID, clientMsgId: ID, content: { type: 'text', text: 'hi' } });
  });

  test('makes ids lower case, so that they can be compared', () => {
    expect(parseClientFrame(JSON.stringify({ type: 'typing.stop', chatId: ID.toUpperCase() }))).toEqual({
      type: 'typing.stop',
      chatId: ID,
    });
  });

  test('takes a text as long as is allowed', () => {
    const text = 'é'.repeat(MAX_TEXT_BYTES / 2);
    expect(parseClientFrame(send({ type: 'text', text }))).toMatchObject({ content: { text } });
  });
});

test('what one side encodes the other reads', () => {
  const typing = { type: 'typing', chatId: ID, userId: ID, active: true } as const;
  expect(decodeServerFrame(encodeFrame(typing))).toEqual(typing);
  const ping = { type: 'ping', ref: 'a' } as const;
  expect(parseClientFrame(encodeClientFrame(ping))).toEqual(ping);
  expect(decodeServerFrame('{')).toBeUndefined();
  expect(decodeServerFrame('[]')).toBeUndefined();
});
