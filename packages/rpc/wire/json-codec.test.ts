import { describe, expect, setDefaultTimeout, test } from 'bun:test';
import { create, type DescMessage, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import {
  DescriptorProtoSchema,
  FieldDescriptorProtoSchema,
  TimestampSchema,
  UninterpretedOptionSchema,
} from '@bufbuild/protobuf/wkt';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import {
  ApplyChatRequestSchema,
  HistoryRequestSchema,
  MessageService,
  SendRequestSchema,
  SendResponseSchema,
} from '@parley/proto/parley/message/v1/message_pb';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import fc from 'fast-check';
import { contractMessage } from '../testing/contract-message.ts';
import { jsonCodec, WireError } from './json-codec.ts';

// Ends what hangs; measures nothing.
setDefaultTimeout(60_000);

const contracts = [AuthService, UserService, ChatService, MessageService, PresenceService];
const messages = contracts.flatMap(({ methods }) => methods.flatMap((method) => [method.input, method.output]));

const draft = { senderId: 's', chatId: 'c', clientMsgId: 'm', content: '{"text":"a \\"b\\" 😀"}', mentions: [] };
const sends = jsonCodec(SendRequestSchema);

describe('the JSON of a message', () => {
  test('is the object itself', () => {
    expect(JSON.parse(sends.encode({ drafts: [draft] }))).toEqual({ drafts: [draft] });
    expect(sends.decode(sends.encode({ drafts: [draft] }))).toEqual({ drafts: [draft] });
  });

  test.each(messages.map((type) => [type.typeName, type] as const))(
    '%s comes back as it was, whatever it holds',
    (_name, type) => {
      const codec = jsonCodec(type);
      fc.assert(
        fc.property(contractMessage(type), (message) => {
          expect(codec.decode(codec.encode(message))).toEqual(message);
        }),
        { numRuns: 8 },
      );
    },
  );

  test.each(messages.map((type) => [type.typeName, type] as const))(
    '%s is what protobuf’s own library reads and writes',
    (_name, type) => {
      const codec = jsonCodec(type);
      fc.assert(
        fc.property(contractMessage(type), (message) => {
          const theirs = create(type, message as never);
          expect(toJson(type, fromJson(type, JSON.parse(codec.encode(message)) as JsonValue))).toEqual(toJson(type, theirs));
          expect(codec.decode(JSON.stringify(toJson(type, theirs)))).toEqual(message);
        }),
        { numRuns: 8 },
      );
    },
  );
});

describe('a message of another build', () => {
  test('lacks fields, which have their defaults', () => {
    expect(sends.decode('{"drafts":[{"chatId":"c"}]}')).toEqual({
      drafts: [{ chatId: 'c', senderId: '', clientMsgId: '', content: '', mentions: [] }],
    });
    expect(sends.decode('{}')).toEqual({ drafts: [] });
    expect(jsonCodec(HistoryRequestSchema).decode('{}')).toEqual({ chatId: '', limit: 0 });
    expect(jsonCodec(ApplyChatRequestSchema).decode('{"state":{}}')).toEqual({
      state: { chatId: '', type: '', version: 0, members: [], blockedBy: [] },
    });
  });

  test('has fields that are not known here, which nobody sees', () => {
    const text = JSON.stringify({ drafts: [{ ...draft, priority: 7, extra: { a: [1] } }], traceLevel: 'x' });
    expect(sends.decode(text)).toEqual({ drafts: [draft] });
    expect(sends.decode('{"__proto__":{"drafts":[1]},"constructor":5}')).toEqual({ drafts: [] });
  });

  test('of another maker: names of the .proto file, null for what is absent, quoted numbers', () => {
    expect(sends.decode('{"drafts":[{"sender_id":"s","chat_id":"c","connection_id":null}]}')).toEqual({
      drafts: [{ senderId: 's', chatId: 'c', clientMsgId: '', content: '', mentions: [] }],
    });
    expect(jsonCodec(HistoryRequestSchema).decode('{"chatId":"c","before":"12.5","limit":"50"}')).toEqual({
      chatId: 'c',
      before: 12.5,
      limit: 50,
    });
  });
});

describe('what is no such message', () => {
  test.each([
    ['{', 'The body is not JSON.'],
    ['[]', 'SendRequest must be an object.'],
    ['null', 'SendRequest must be an object.'],
    ['{"drafts":{}}', 'SendRequest.drafts must be a list.'],
    ['{"drafts":[null]}', 'SendRequest.drafts must not hold null.'],
    ['{"drafts":["x"]}', 'Draft must be an object.'],
    ['{"drafts":[{"chatId":5}]}', 'Draft.chatId must be a string.'],
    ['{"drafts":[{"mentions":[5]}]}', 'Draft.mentions must be a string.'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => sends.decode(text)).toThrow(new WireError(message));
  });

  test.each(['1.5', '"1.5"', '2147483648', '""', '"x"', 'true', '"NaN"'])('%s is no int32', (value) => {
    expect(() => jsonCodec(HistoryRequestSchema).decode(`{"limit":${value}}`)).toThrow(
      'HistoryRequest.limit must be a whole number',
    );
  });
});

describe('numbers that JSON has no digits for', () => {
  test.each([Number.NaN, Infinity, -Infinity])('%p is written as protobuf does, and comes back', (seq) => {
    const codec = jsonCodec(SendResponseSchema);
    const message = { results: [{ seq, createdAt: 1, duplicate: false }] };
    const text = codec.encode(message);
    expect(fromJson(SendResponseSchema, JSON.parse(text) as JsonValue).results[0]?.seq).toBe(seq);
    expect(codec.decode(text)).toEqual(message);
  });
});

describe('types whose JSON is another thing than their value', () => {
  const others: readonly (readonly [DescMessage, Record<string, unknown>])[] = [
    [TimestampSchema, { seconds: 1_700_000_000n, nanos: 5 }],
    [UninterpretedOptionSchema, { stringValue: new Uint8Array([0, 255, 7]), positiveIntValue: 2n ** 63n, name: [] }],
    [FieldDescriptorProtoSchema, { name: 'f', type: 9, label: 1 }],
    [DescriptorProtoSchema, { name: 'M', field: [{ name: 'f', type: 14 }] }],
  ];
  test.each(others.map(([type, value]) => [type.typeName, type, value] as const))(
    '%s goes by protobuf’s own library',
    (_name, type, value) => {
      const codec = jsonCodec(type);
      expect(codec.decode(codec.encode(value)) as never).toEqual(create(type, value as never) as never);
      expect(() => codec.decode('{"name":{}}')).toThrow(WireError);
    },
  );

  test('are in no contract of ours, so that calls take the short way', () => {
    const text = JSON.stringify({ unknownToAll: 1 });
    // Only the short way answers plain objects without the marks of the library.
    for (const type of messages) expect(jsonCodec(type).decode(text)).not.toHaveProperty('$typeName');
  });
});
