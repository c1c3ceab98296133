import { fail } from '@parley/protocol/errors';

/** A state of the database, as `pg_current_snapshot()` writes it: `xmin:xmax:running,…`. */
export type Snapshot = string;

/** How far a device has come. */
export interface SyncCursor {
  /** The database that snapshots are of: they mean nothing to another, or to one that went back in time. */
  readonly epoch: string;
  /** What the device has: all that this snapshot has seen. Absent while it is being told of its chats for the first time. */
  readonly from?: Snapshot | undefined;
  /** What the device will have when this run of pages is through. Absent between runs. */
  readonly to?: Snapshot | undefined;
  /** Where the run goes on: for the first run, the place in the list of chats … */
  readonly list?: { readonly activity: string; readonly chatId: string } | undefined;
  /** … for later ones a chat, and in it the next message and the next change. `seq` 0 means that the chat has not been begun. */
  readonly at?: { readonly chatId: string; readonly seq: number; readonly version: number } | undefined;
}

const SNAPSHOT = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20})*)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Wire = [epoch: string, from: string | null, to: string | null, place: (string | number)[] | null];

/** The cursor as an opaque string. */
export function encodeSyncCursor({ epoch, from, to, list, at }: SyncCursor): string {
  const place = list === undefined ? (at === undefined ? null : [at.chatId, at.seq, at.version]) : [list.chatId, list.activity];
  const wire: Wire = [epoch, from ?? null, to ?? null, place];
  return Buffer.from(JSON.stringify(wire)).toString('base64url');
}

/** Throws `sync.cursor_invalid` for anything that `encodeSyncCursor` didn't make. */
export function decodeSyncCursor(cursor: string): SyncCursor {
  const wire = parseWire(cursor);
  if (wire === undefined) throw fail('sync.cursor_invalid');
  const [epoch, from, to, place] = wire;
  const base = { epoch, from: from ?? undefined, to: to ?? undefined };
  if (place === null) {
    // Between runs there is a state that the device has; within one, a place.
    if (from === null || to !== null) throw fail('sync.cursor_invalid');
    return base;
  }
  if (to === null) throw fail('sync.cursor_invalid');
  const [chatId, second, third] = place;
  if (typeof chatId !== 'string' || !UUID.test(chatId)) throw fail('sync.cursor_invalid');
  if (from === null && place.length === 2 && typeof second === 'string' && /^\d{1,18}$/.test(second))
    return { ...base, list: { chatId, activity: second } };
  if (from !== null && place.length === 3 && isCount(second) && isCount(third))
    return { ...base, at: { chatId, seq: second, version: third } };
  throw fail('sync.cursor_invalid');
}

function parseWire(cursor: string): Wire | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value.length !== 4) return undefined;
  const [epoch, from, to, place] = value as unknown[];
  if (typeof epoch !== 'string' || !isSnapshot(from) || !isSnapshot(to)) return undefined;
  if (place !== null && !Array.isArray(place)) return undefined;
  return [epoch, from, to, place as (string | number)[] | null];
}

function isSnapshot(value: unknown): value is Snapshot | null {
  if (value === null) return true;
  if (typeof value !== 'string' || !SNAPSHOT.test(value)) return false;
  const [xmin = '', xmax = '', running = ''] = value.split(':');
  const [low, high] = [BigInt(xmin), BigInt(xmax)];
  const ids = running === '' ? [] : running.split(',').map(BigInt);
  // The engine refuses others when it reads them, and with them the whole statement.
  return (
    low > 0n &&
    low <= high &&
    high < 2n ** 63n &&
    ids.every((id, index) => id >= low && id < high && (index === 0 || id > (ids[index - 1] ?? 0n)))
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** Whether a snapshot is of the time after another one's: a database that has not come that far yet has gone back. */
export function isAhead(snapshot: Snapshot, now: Snapshot): boolean {
  return BigInt(snapshot.split(':')[1] ?? '0') > BigInt(now.split(':')[1] ?? '0');
}
