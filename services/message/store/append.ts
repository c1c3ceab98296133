import { numberArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { SendResult } from '../lanes/send-result.ts';

/** A message that may be written: authorised, valid, with its id. */
export interface NewMessage {
  readonly id: string;
  readonly chatId: string;
  readonly senderId: string;
  readonly clientMsgId: string;
  /** Content of the public protocol, as JSON. */
  readonly content: string;
  /** The quoted message as it is now, as JSON of the public `Reply`. */
  readonly reply?: string | undefined;
  readonly forwardedFrom?: string | undefined;
  readonly mentions: readonly string[];
  readonly expiresAt?: number | undefined;
  /** Live connection that sent it, which hears of it by the acknowledgement. */
  readonly connectionId?: string | undefined;
  /** It is the only one of its sender anywhere. */
  readonly onlyConnection?: boolean | undefined;
}

export type AppendOutcome =
  /** All are written; the sequence number of each, in the order given. */
  | { readonly kind: 'written'; readonly seqs: readonly number[] }
  /**
   * Nothing is written: these were before, their chat is unknown here, or it has changed since they were authorised. Indexes into the
   * batch.
   */
  | {
      readonly kind: 'refused';
      readonly known: readonly number[];
      readonly headless: readonly number[];
      readonly stale: readonly number[];
    };

/** By chat: the version that its sends were authorised by. A chat that is missing is not compared. */
export type ChatVersions = ReadonlyMap<string, number>;

const UNCHECKED: ChatVersions = new Map();

const APPEND = `SELECT bases, known, stale FROM message.append($1::uuid[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[], $6::uuid[],
  $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::uuid[], $12::text[], $13::bigint[], $14::bigint, $15::uuid)`;

/**
 * Writes a batch of messages of many chats in one statement, which is also its transaction: when this resolves with
 * `written`, they are durable. Messages of one chat keep their order and are numbered without a gap.
 *
 * @param at Epoch ms, the time of all of them.
 * @param eventId Id of the outbox row that announces the batch.
 * @param versions Nothing is written where a chat has another version by now: compared under the lock that changes of membership take.
 */
export async function append(
  db: Queryable,
  batch: readonly NewMessage[],
  at: number,
  eventId: string,
  versions: ChatVersions = UNCHECKED,
): Promise<AppendOutcome> {
  const places = placeInChats(batch);
  const { chatIds, counts, chatOrdinals, placeInChat } = places;
  const [row] = await db.query<{ bases: string; known: string | null; stale: string | null }>(APPEND, [
    uuidArray(chatIds),
    numberArray(counts),
    optionalArray(chatIds.map((chatId) => versions.get(chatId))),
    numberArray(chatOrdinals),
    numberArray(placeInChat),
    uuidArray(batch.map((message) => message.id)),
    uuidArray(batch.map((message) => message.senderId)),
    uuidArray(batch.map((message) => message.clientMsgId)),
    jsonArray(batch.map((message) => message.content)),
    jsonArray(batch.map((message) => message.reply)),
    optionalArray(batch.map((message) => message.forwardedFrom)),
    optionalArray(batch.map((message) => (message.mentions.length === 0 ? undefined : `"{${message.mentions.join(',')}}"`))),
    optionalArray(batch.map((message) => message.expiresAt)),
    at,
    eventId,
  ]);
  if (row === undefined) throw new Error('message.append answered no row');
  const bases = row.bases.split(',');
  const headless = batch.flatMap((_, index) => (bases[(chatOrdinals[index] ?? 0) - 1] === '' ? [index] : []));
  if (row.known !== null || row.stale !== null || headless.length > 0) {
    const changed = new Set(ordinalsOf(row.stale));
    const stale = batch.flatMap((_, index) => (changed.has(chatOrdinals[index] ?? 0) ? [index] : []));
    return { kind: 'refused', known: ordinalsOf(row.known).map((ordinal) => ordinal - 1), headless, stale };
  }
  return {
    kind: 'written',
    seqs: batch.map((_, index) => Number(bases[(chatOrdinals[index] ?? 0) - 1]) + 1 + (placeInChat[index] ?? 0)),
  };
}

const ordinalsOf = (list: string | null): number[] => (list === null ? [] : list.split(',').map(Number));

/** The distinct chats of a batch, ascending, and where each message stands in its chat. */
function placeInChats(batch: readonly NewMessage[]) {
  const ordinals = new Map<string, number>();
  for (const message of batch) ordinals.set(message.chatId, 0);
  const chatIds = [...ordinals.keys()].sort();
  for (const [index, chatId] of chatIds.entries()) ordinals.set(chatId, index);
  const counts = new Array<number>(chatIds.length).fill(0);
  const chatOrdinals: number[] = [];
  const placeInChat: number[] = [];
  for (const message of batch) {
    const chat = ordinals.get(message.chatId) ?? 0;
    const place = counts[chat] ?? 0;
    chatOrdinals.push(chat + 1);
    placeInChat.push(place);
    counts[chat] = place + 1;
  }
  return { chatIds, counts, chatOrdinals, placeInChat };
}

/**
 * Array literal of JSON texts. JSON holds no control characters, so quoting it once more as a JSON string escapes exactly what
 * an array element must have escaped, with the engine's fastest routine.
 */
function jsonArray(texts: readonly (string | undefined)[]): string {
  return `{${texts.map((text) => (text === undefined ? 'NULL' : JSON.stringify(text))).join(',')}}`;
}

function optionalArray(values: readonly (string | number | undefined)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

const KNOWN = `SELECT m.id, m.seq::float8 AS seq, m.created_at::float8 AS "createdAt", m.chat_id AS "chatId", m.sender_id AS "senderId",
  m.client_msg_id AS "clientMsgId", m.expires_at::float8 AS "expiresAt", m.content, (m.edited_at IS NOT NULL OR m.deleted_at IS NOT NULL) AS changed
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS k (chat_id, sender_id, client_msg_id)
  JOIN message.messages AS m ON m.chat_id = k.chat_id AND m.sender_id = k.sender_id AND m.client_msg_id = k.client_msg_id`;

interface KnownRow {
  readonly id: string;
  readonly seq: number;
  readonly createdAt: number;
  readonly chatId: string;
  readonly senderId: string;
  readonly clientMsgId: string;
  readonly expiresAt: number | null;
  readonly content: string;
  readonly changed: boolean;
}

/**
 * The first result of sends that are repeated. A repeat with another content is a conflict, unless the message has been changed
 * since, when nobody can tell any more.
 */
export async function firstResults(db: Queryable, repeats: readonly NewMessage[]): Promise<(SendResult | undefined)[]> {
  const rows = await db.query<KnownRow>(KNOWN, [
    uuidArray(repeats.map((message) => message.chatId)),
    uuidArray(repeats.map((message) => message.senderId)),
    uuidArray(repeats.map((message) => message.clientMsgId)),
  ]);
  return repeats.map((repeat) => {
    const row = rows.find(
      (known) => known.clientMsgId === repeat.clientMsgId && known.chatId === repeat.chatId && known.senderId === repeat.senderId,
    );
    if (row === undefined) return undefined;
    if (!row.changed && row.content !== repeat.content) return { kind: 'refused', code: 'message.client_id_conflict' };
    return {
      kind: 'sent',
      id: row.id,
      seq: row.seq,
      createdAt: row.createdAt,
      expiresAt: row.expiresAt ?? undefined,
      duplicate: true,
    };
  });
}
