import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { MyChatSettings } from '../api/chats.ts';
import { ParleyError } from '../api/error.ts';
import type { Http } from '../api/http.ts';
import type { Command, OutboxEntry, Target } from '../store/records.ts';

/** The ways to the server that commands take. */
export interface Wires {
  readonly ask: (frame: ClientFrame) => Promise<ServerFrame>;
  readonly http: Http;
}

/** Gives one command to the server and answers what the server said. Throws `ParleyError`. */
export async function carryOut({ ask, http }: Wires, entry: OutboxEntry): Promise<ServerFrame | undefined> {
  const { chatId, command } = entry;
  switch (command.kind) {
    case 'send':
      return await ask({ type: 'message.send', chatId, clientMsgId: entry.id, content: command.content, ...replyTo(command) });
    case 'edit':
      return await ask({ type: 'message.edit', messageId: idOf(command.target), content: command.content });
    case 'delete':
      return await ask({ type: 'message.delete', messageId: idOf(command.target), for: command.scope });
    case 'react':
      return await ask({ type: 'message.react', messageId: idOf(command.target), emoji: command.emoji, remove: !command.on });
    case 'star':
      await http.call(command.on ? 'PUT' : 'DELETE', `/messages/${idOf(command.target)}/star`);
      return undefined;
    case 'forward':
      await http.call('POST', '/messages/forward', {
        messageIds: command.messageIds,
        chatIds: [chatId],
        idempotencyKey: entry.id,
      });
      return undefined;
    case 'read':
      await http.call('POST', '/messages/read', { chatId, upToSeq: command.upToSeq });
      return undefined;
    case 'settings':
      await http.call('PATCH', `/chats/${chatId}/me`, settingsBody(command.change));
      return undefined;
  }
}

function replyTo(command: Extract<Command, { kind: 'send' }>): { replyToId?: string } {
  return command.replyTo === undefined ? {} : { replyToId: command.replyTo.id };
}

/** A target still without an id belongs to a message that was refused or taken back: sends come before what is about them. */
function idOf(target: Target): string {
  if (target.id === undefined) throw new ParleyError('message.not_found', 'The message was never sent.');
  return target.id;
}

function settingsBody({ mutedUntil, draft, ...rest }: MyChatSettings): unknown {
  return {
    ...rest,
    ...(mutedUntil === undefined ? {} : { mutedUntil: mutedUntil === null ? null : new Date(mutedUntil).toISOString() }),
    ...(draft === undefined ? {} : { draft: draft ?? '' }),
  };
}
