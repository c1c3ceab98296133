import type { Message } from '@parley/protocol/message';
import { ParleyError } from '../api/error.ts';
import type { MessageRef } from '../api/messages.ts';
import type { Prng } from './prng.ts';
import type { SimDevice } from './sim-device.ts';
import type { SimServer } from './sim-server.ts';

/** A message that a device's store took over for sending. */
export interface SentNote {
  readonly device: string;
  readonly userId: string;
  readonly chatId: string;
  readonly clientMsgId: string;
}

/** Lets a person do something on a device, with what that device knows. */
export async function act(device: SimDevice, random: Prng, sent: SentNote[]): Promise<void> {
  const parley = device.parley();
  const chatId = random.pick([...device.tables.chats.keys()]);
  if (parley === undefined || chatId === undefined) return;
  const message = random.pick([...(device.tables.messages.get(chatId)?.bySeq.values() ?? [])])?.message;
  const waiting = random.pick(
    [...device.tables.outbox.values()].filter((entry) => entry.chatId === chatId && entry.command.kind === 'send'),
  );
  const ref: MessageRef | undefined =
    waiting !== undefined && random.chance(0.3)
      ? { chatId, clientMsgId: waiting.id, senderId: device.userId }
      : message?.content.type === 'text'
        ? message
        : undefined;

  const send = async () => {
    const reply = message !== undefined && random.chance(0.2) ? { replyToId: message.id } : {};
    const { clientMsgId } = await parley.messages.send({ chatId, content: `${device.name} ${sent.length}`, ...reply });
    sent.push({ device: device.name, userId: device.userId, chatId, clientMsgId });
  };
  const roll = random.below(100);
  try {
    if (roll < 50) await send();
    else if (roll < 56) for (let count = 0; count < 4; count++) await send();
    else if (roll < 66) await parley.messages.markRead(chatId);
    else if (roll < 70) await parley.chats.settings(chatId, { pinned: random.chance(0.5) });
    else if (roll === 99)
      await parley.chats.createGroup({ title: `by ${device.name} ${random.uuid()}`, memberIds: others(device) });
    else if (ref === undefined) return;
    else if (roll < 78) await parley.messages.edit(ref, `edited ${random.below(1000)}`);
    else if (roll < 82) {
      const target = (roll < 80 ? ownQuoted(device, chatId) : undefined) ?? ref;
      await parley.messages.delete(target, target.senderId === device.userId && random.chance(0.5) ? 'everyone' : 'me');
    } else if (roll < 92) await parley.messages.react(ref, random.chance(0.5) ? '👍' : '🎉', random.chance(0.7));
    else if (roll < 96) await parley.messages.star(ref, random.chance(0.7));
    else await parley.messages.forward([ref], [chatId]);
  } catch (error) {
    // A message that another action has just taken away.
    if (!(error instanceof ParleyError)) throw error;
  }
}

/** The other people of the simulation. */
function others({ userId }: SimDevice): string[] {
  return ['ada', 'bob', 'cy'].filter((id) => id !== userId);
}

/** An own message that another one here quotes: seldom hit by chance, and its deletion reaches further than others. */
function ownQuoted(device: SimDevice, chatId: string): Message | undefined {
  const stored = device.tables.messages.get(chatId)?.bySeq;
  for (const { message } of stored?.values() ?? []) {
    const quote = message.replyTo;
    if (quote?.senderId === device.userId && quote.preview !== '') return stored?.get(quote.seq)?.message;
  }
  return undefined;
}

/** Something that happens to chats without this engine's doing: other clients, the server's own tools. */
export function happenToChats(server: SimServer, random: Prng, userIds: readonly string[]): void {
  const groups = [...server.chats.values()].filter((chat) => chat.type === 'group');
  const chat = random.pick(groups);
  const userId = random.pick(userIds);
  if (chat === undefined || userId === undefined) return;
  const roll = random.below(4);
  if (roll === 0) server.addMember(chat.id, userId);
  else if (roll === 1) server.removeMember(chat.id, userId);
  else if (roll === 2) server.rename(chat.id, `title ${random.below(1000)}`);
  else server.createChat('group', userIds);
}
