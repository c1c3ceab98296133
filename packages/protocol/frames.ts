import { fail } from './errors.ts';
import { MAX_REF_LENGTH, MAX_TEXT_BYTES } from './limits.ts';
import { schemaError } from './schema-error.ts';
import { fitsBytes, isStorable } from './utf8.ts';
import { type ClientFrame, type ClientFrameOf, clientFrameSchema } from './ws/client-frames.ts';
import type { ServerFrame } from './ws/server-frames.ts';

/** The server's side of the WebSocket codec. The client's, which needs no schemas, is `client-codec.ts`. */

/** Encodes a frame once, for as many connections as it goes to. */
export function encodeFrame(frame: ServerFrame): string {
  return JSON.stringify(frame);
}

type SendFrame = ClientFrameOf<'message.send'>;
type JsonObject = Readonly<Record<string, unknown>>;

const CLIENT_FRAME_TYPES: ReadonlySet<unknown> = new Set(clientFrameSchema.options.map((option) => option.shape.type.value));
const LOWER_CASE_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads a client's frame. A plain text `message.send` is checked by hand, because it is most of the traffic; the property
 * test holds that check to the schema, which does the rest.
 *
 * @throws `frame.unknown_type`; `frame.invalid`, `message.content_invalid` or `message.too_long` with the wrong fields.
 */
export function parseClientFrame(text: string): ClientFrame {
  const value = parseObject(text);
  return plainTextSend(value) ?? parseBySchema(value);
}

/**
 * The `ref` of a frame that may be invalid in every other way, for the error that answers it. Undefined where there is none.
 */
export function refOf(text: string): string | undefined {
  try {
    const { ref } = parseObject(text);
    return typeof ref === 'string' && ref.length <= MAX_REF_LENGTH ? ref : undefined;
  } catch {
    return undefined;
  }
}

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw fail('frame.invalid', { message: 'A frame is one JSON object.', cause });
  }
  if (!isObject(value)) throw fail('frame.invalid', { message: 'A frame is one JSON object.' });
  return value;
}

function parseBySchema(value: JsonObject): ClientFrame {
  if (!CLIENT_FRAME_TYPES.has(value.type)) {
    if (typeof value.type === 'string') throw fail('frame.unknown_type');
    throw fail('frame.invalid', { issues: [{ path: 'type', message: 'must be a string' }] });
  }
  const result = clientFrameSchema.safeParse(value);
  if (!result.success) throw schemaError(result.error, 'frame.invalid');
  return result.data;
}

/** The frame, if it is a `message.send` of text alone and valid; undefined leaves the verdict to the schema. */
function plainTextSend(value: JsonObject): SendFrame | undefined {
  if (value.type !== 'message.send') return undefined;
  const { ref, chatId, clientMsgId, replyToId, content } = value;
  if (!isLowerCaseUuid(chatId) || !isLowerCaseUuid(clientMsgId)) return undefined;
  if (replyToId !== undefined && !isLowerCaseUuid(replyToId)) return undefined;
  if (ref !== undefined && !(typeof ref === 'string' && ref.length <= MAX_REF_LENGTH)) return undefined;
  const words = plainText(content);
  if (words === undefined) return undefined;
  const frame: SendFrame = { type: 'message.send', chatId, clientMsgId, content: { type: 'text', text: words } };
  if (ref !== undefined) frame.ref = ref;
  if (replyToId !== undefined) frame.replyToId = replyToId;
  return frame;
}

function plainText(content: unknown): string | undefined {
  if (!isObject(content) || content.type !== 'text') return undefined;
  for (const key in content) if (key !== 'type' && key !== 'text') return undefined;
  const { text } = content;
  if (typeof text !== 'string' || text === '') return undefined;
  return fitsBytes(text, MAX_TEXT_BYTES) && isStorable(text) ? text : undefined;
}

function isLowerCaseUuid(value: unknown): value is string {
  return typeof value === 'string' && LOWER_CASE_UUID.test(value);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
