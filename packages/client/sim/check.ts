import type { Message } from '@parley/protocol/message';
import type { SentNote } from './actions.ts';
import { messageFor } from './sim-chat.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimServer } from './sim-server.ts';

/** Refusals that are the right answer to what the simulation's people do. */
const RIGHT_REFUSALS: ReadonlySet<string> = new Set([
  'chat.not_a_member',
  'chat.not_found',
  'message.not_found',
  'message.reply_not_found',
]);

/** Everything that is wrong once all is quiet: what a device shows must be what the server has, each message once. */
export async function check(server: SimServer, devices: readonly SimDevice[], sent: readonly SentNote[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const device of devices) {
    const say = (what: string) => wrong.push(`${device.name}: ${what}`);
    for (const fault of device.faults) say(`fault ${String(fault)}`);
    checkOutbox(device, say);
    checkChats(server, device, say);
    checkTold(device, say);
    await checkUnread(server, device, say);
  }
  checkSent(server, devices, sent, (what) => wrong.push(what));
  checkGroups(server, (what) => wrong.push(what));
  return wrong;
}

/** Titles tell which request made a group, until somebody renames it. */
function checkGroups(server: SimServer, say: (what: string) => void): void {
  const titles = new Set<string>();
  for (const { firstTitle } of server.chats.values()) {
    if (firstTitle.startsWith('by ') && titles.has(firstTitle)) say(`two groups were made for one request: ${firstTitle}`);
    titles.add(firstTitle);
  }
}

function checkOutbox(device: SimDevice, say: (what: string) => void): void {
  for (const entry of device.tables.outbox.values()) {
    if (entry.state !== 'refused' || !RIGHT_REFUSALS.has(entry.refusal?.code ?? ''))
      say(`outbox still has ${JSON.stringify(entry)}`);
  }
}

function checkChats(server: SimServer, device: SimDevice, say: (what: string) => void): void {
  const mine = [...server.chats.values()].filter((chat) => chat.members.has(device.userId));
  const here = [...device.tables.chats.keys()].sort();
  const there = mine.map((chat) => chat.id).sort();
  if (JSON.stringify(here) !== JSON.stringify(there)) say(`chats ${here} instead of ${there}`);
  for (const chat of mine) {
    const record = device.tables.chats.get(chat.id);
    const at = `chat ${chat.id.slice(0, 4)}`;
    const member = chat.members.get(device.userId);
    if (record === undefined || member === undefined) continue;
    if (record.head !== chat.messages.length) say(`${at}: head ${record.head} instead of ${chat.messages.length}`);
    if (record.chat.version !== chat.version || record.chat.memberCount !== chat.members.size)
      say(`${at}: version ${record.chat.version} instead of ${chat.version}`);
    if (chat.type === 'group' && record.chat.title !== chat.title)
      say(`${at}: title ${record.chat.title} instead of ${chat.title}`);
    if (record.chat.me.pinned !== member.pinned) say(`${at}: pinned ${record.chat.me.pinned}`);
    for (const [userId, { readSeq, deliveredSeq }] of chat.members) {
      const marks = record.marks[userId];
      if (marks?.readSeq !== readSeq || marks.deliveredSeq !== deliveredSeq)
        say(`${at}: marks of ${userId} ${JSON.stringify(marks)} instead of ${readSeq}, ${deliveredSeq}`);
    }
    const visible = record.covered.filter(([, to]) => to > member.joinedSeq);
    if (visible.length > 1) say(`${at}: holes between ${JSON.stringify(visible)}`);
    const [from, to] = visible[0] ?? [1, 0];
    for (let seq = Math.max(from, member.joinedSeq + 1); seq <= to; seq++) {
      const stored = canonical(device.tables.messages.get(chat.id)?.bySeq.get(seq)?.message);
      const meant = canonical(messageFor(chat, seq, device.userId));
      if (stored !== meant) say(`${at}: message ${seq} is ${stored} instead of ${meant}`);
    }
    const ids = [...(device.tables.messages.get(chat.id)?.bySeq.values() ?? [])].map((message) => message.id);
    if (new Set(ids).size !== ids.length) say(`${at}: a message is there twice`);
  }
}

function checkTold(device: SimDevice, say: (what: string) => void): void {
  const seen = new Set<string>();
  for (const { id } of device.told) {
    if (seen.has(id)) say(`message ${id} was told twice`);
    seen.add(id);
  }
}

async function checkUnread(server: SimServer, device: SimDevice, say: (what: string) => void): Promise<void> {
  const parley = device.parley();
  if (parley === undefined) return say('is down');
  const list = parley.views.chatList();
  const stop = list.subscribe(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  for (const item of list.snapshot().chats) {
    const chat = server.chats.get(item.id);
    const member = chat?.members.get(device.userId);
    const unread = Math.max(0, (chat?.messages.length ?? 0) - Math.max(member?.readSeq ?? 0, member?.joinedSeq ?? 0));
    if (item.unread !== unread) say(`${item.unread} unread instead of ${unread}`);
  }
  if (list.snapshot().status !== 'ready') say('its chat list never got ready');
  stop();
}

/** Every message that a device's store took over is on the server once, in the order it was written, or was rightly refused. */
function checkSent(
  server: SimServer,
  devices: readonly SimDevice[],
  sent: readonly SentNote[],
  say: (what: string) => void,
): void {
  const places = new Map<string, number[]>();
  for (const chat of server.chats.values()) {
    for (const { base } of chat.messages) {
      const key = `${base.senderId} ${base.clientMsgId}`;
      places.set(key, [...(places.get(key) ?? []), base.seq]);
    }
  }
  for (const [key, seqs] of places) if (seqs.length > 1) say(`${key} is on the server ${seqs.length} times`);
  const last = new Map<string, number>();
  for (const { device, userId, chatId, clientMsgId } of sent) {
    const [seq] = places.get(`${userId} ${clientMsgId}`) ?? [];
    const lane = `${device} ${chatId}`;
    if (seq === undefined) continue;
    if (seq <= (last.get(lane) ?? 0)) say(`${clientMsgId} of ${device} is out of order`);
    last.set(lane, seq);
  }
  void devices;
}

/** Fields in one order, without those that live frames can't know. Of a quote's words only whether there are any: the sender quotes what their device shows. */
function canonical(message: unknown): string {
  if (message === undefined) return 'nothing';
  const { status: _status, mentions: _mentions, replyTo, ...rest } = message as Record<string, unknown>;
  const reactions = (rest['reactions'] as { emoji: string }[] | undefined) ?? [];
  const sorted = [...reactions].sort((a, b) => (a.emoji < b.emoji ? -1 : 1)).map((reaction) => sortKeys(reaction));
  const quote = replyTo as Message['replyTo'];
  const reply = quote === undefined ? undefined : `${quote.id}${quote.preview === '' ? ', emptied' : ''}`;
  return JSON.stringify(
    sortKeys({
      ...rest,
      reply,
      starred: rest['starred'] === true,
      content: sortKeys(rest['content'] as object),
      reactions: sorted,
    }),
  );
}

function sortKeys(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
