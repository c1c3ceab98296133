import { describe, expect, test } from 'bun:test';
import { breakingFrameChanges, breakingRestChanges, type FrameDocument, type RestDocument } from './breaking-changes.ts';
import { FROZEN } from './frozen.ts';

const frozen = async <T>(name: string): Promise<T> => (await Bun.file(`${FROZEN}${name}.json`).json()) as T;
const today = async <T>(name: string): Promise<T> =>
  (await Bun.file(new URL(`../../docs/protocol/${name}.json`, import.meta.url)).json()) as T;

const [rest, frames] = [await frozen<RestDocument>('openapi'), await frozen<FrameDocument>('asyncapi')];

/** The document with a change planted in it. */
// biome-ignore lint/suspicious/noExplicitAny: a document is changed in ways that its type forbids
function changed<T>(document: T, change: (copy: any) => void): T {
  const copy = structuredClone(document);
  change(copy);
  return copy;
}

test('a client of the previous build can live with today’s REST', async () => {
  expect(breakingRestChanges(rest, await today('openapi'))).toEqual([]);
});

test('a client of the previous build can live with today’s frames', async () => {
  expect(breakingFrameChanges(frames, await today('asyncapi'))).toEqual([]);
});

describe('what breaks a client is noticed:', () => {
  test('a route that is gone', () => {
    const poorer = changed(rest, ({ paths }) => delete paths['/api/v1/chats'].post);
    expect(breakingRestChanges(rest, poorer)).toEqual(['POST /api/v1/chats is gone']);
  });

  test('a field of an answer that is gone, or does not always come', () => {
    const gone = changed(rest, ({ components }) => delete components.schemas.Message.properties.seq);
    expect(breakingRestChanges(rest, gone).join()).toContain('.seq is gone');
    const rare = changed(rest, ({ components }) => components.schemas.Message.required.splice(0, 1));
    expect(breakingRestChanges(rest, rare).join()).toContain('no longer always comes');
  });

  test('a field of a request that is now required', () => {
    const stricter = changed(rest, ({ components }) => components.schemas.SendMessage.required.push('mood'));
    expect(breakingRestChanges(rest, stricter).join()).toContain('.mood is now required');
  });

  test('a frame that is gone, or says less', () => {
    const gone = changed(frames, ({ operations }) => delete operations['message.new']);
    expect(breakingFrameChanges(frames, gone)).toEqual(['the frame message.new is gone']);
    const poorer = changed(frames, ({ components }) => delete components.schemas['message.edited'].properties.editedAt);
    expect(breakingFrameChanges(frames, poorer)).toEqual(['frame message.edited.editedAt is gone']);
  });

  test('another type', () => {
    const other = changed(frames, ({ components }) => (components.schemas['message.sent'].properties.seq = { type: 'string' }));
    expect(breakingFrameChanges(frames, other)).toEqual(['frame message.sent.seq: integer became string']);
  });
});

test('what is added breaks nobody', () => {
  const richer = changed(rest, ({ paths, components }) => {
    paths['/api/v1/news'] = { get: {} };
    components.schemas.Message.properties.mood = { type: 'string' };
    components.schemas.Message.required.push('mood');
    components.schemas.SendMessage.properties.mood = { type: 'string' };
  });
  expect(breakingRestChanges(rest, richer)).toEqual([]);
});
