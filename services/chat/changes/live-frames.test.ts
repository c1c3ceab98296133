import { describe, expect, test } from 'bun:test';
import { chatSubject, LISTEN_BY_CHAT_FROM, type LiveBus, PUBLISH_BY_CHAT_FROM, userSubject } from '@parley/bus/live';
import { applyChange, type Change } from '../domain/change.ts';
import type { Chat } from '../domain/chat.ts';
import { newDirectChat, newGroup } from '../domain/create.ts';
import { changeEvent, creationEvent } from '../domain/events.ts';
import { publishStep, sendAway } from './live-frames.ts';

/** A group of `size` people called `0`, `1` …, owned by `0`. */
function group(size: number): Chat {
  const others = Array.from({ length: size - 1 }, (_, i) => String(i + 1));
  return newGroup({ id: 'g', at: 0 }, '0', others, { title: 'Group', topic: undefined });
}

/** What is published: `subject what`, in order. */
function published(publish: (live: LiveBus) => void): string[] {
  const lines: string[] = [];
  publish({
    publish(subject, message) {
      const what = message.kind === 'frame' ? (JSON.parse(message.frame) as { type: string; chat?: object }) : undefined;
      const kind =
        what === undefined
          ? message.kind
          : `${what.type}${what.type === 'chat.updated' && what.chat === undefined ? ' own' : ''}`;
      lines.push(`${subject} ${kind}`);
    },
    subscribe: () => () => {},
    passedOn: () => Promise.resolve(),
    connected: () => true,
    onGap: () => () => {},
  });
  return lines;
}

const after = (before: Chat, change: Change, by = '0') => ({
  state: applyChange(before, change, 1),
  event: changeEvent(change, by, 1),
});
const change = (before: Chat, step: Change, by?: string) =>
  published((live) => {
    sendAway(live, after(before, step, by));
    publishStep(live, before, after(before, step, by));
  });

describe('live frames', () => {
  test('a new chat is told to each of its people', () => {
    const chat = newDirectChat({ id: 'd', at: 0 }, ['a', 'b']);
    expect(published((live) => publishStep(live, undefined, { state: chat, event: creationEvent(chat, 'a') }))).toEqual([
      `${userSubject('a')} chat.created`,
      `${userSubject('b')} chat.created`,
    ]);
  });

  test('people of a new large group listen to it before anything else', () => {
    const chat = group(LISTEN_BY_CHAT_FROM);
    const lines = published((live) => publishStep(live, undefined, { state: chat, event: creationEvent(chat, '0') }));
    expect(lines.slice(0, LISTEN_BY_CHAT_FROM)).toEqual(chat.members.map(({ userId }) => `${userSubject(userId)} chat.joined`));
    expect(lines.slice(LISTEN_BY_CHAT_FROM)).toEqual(chat.members.map(({ userId }) => `${userSubject(userId)} chat.created`));
  });

  test('a group that grows large makes everybody listen; one that is large already only the newcomers', () => {
    const joined = (lines: string[]) => lines.filter((line) => line.endsWith('chat.joined')).length;
    expect(joined(change(group(LISTEN_BY_CHAT_FROM - 2), { kind: 'added', userIds: ['x'] }))).toBe(0);
    expect(joined(change(group(LISTEN_BY_CHAT_FROM - 1), { kind: 'added', userIds: ['x'] }))).toBe(LISTEN_BY_CHAT_FROM);
    expect(joined(change(group(LISTEN_BY_CHAT_FROM), { kind: 'added', userIds: ['x', 'y'] }))).toBe(2);
  });

  test('in a large group what is for all goes out once', () => {
    expect(change(group(PUBLISH_BY_CHAT_FROM), { kind: 'title', title: 'New' })).toEqual([`${chatSubject('g')} chat.updated`]);
    expect(change(group(PUBLISH_BY_CHAT_FROM), { kind: 'added', userIds: ['x'] })).toEqual([
      `${userSubject('x')} chat.joined`,
      `${userSubject('x')} chat.created`,
      `${chatSubject('g')} group.member.added`,
      `${chatSubject('g')} chat.updated`,
    ]);
  });

  test('who is removed stops listening before the others are told', () => {
    expect(change(group(PUBLISH_BY_CHAT_FROM + 1), { kind: 'removed', userId: '1' })).toEqual([
      `${userSubject('1')} chat.left`,
      `${userSubject('1')} chat.removed`,
      `${chatSubject('g')} group.member.removed`,
      `${chatSubject('g')} chat.updated`,
    ]);
  });

  test('whose role is another now is told to fetch the chat; nobody else is', () => {
    const lines = change(group(3), {
      kind: 'roles',
      userId: '1',
      roles: [
        { userId: '1', role: 'owner' },
        { userId: '0', role: 'admin' },
      ],
    });
    expect(lines).toEqual([
      ...['0', '1', '2'].map((userId) => `${userSubject(userId)} chat.updated`),
      ...['0', '1'].map((userId) => `${userSubject(userId)} chat.updated own`),
    ]);
  });
});
