import type { Message } from '@parley/protocol/message';
import type { Command, Target } from '../store/records.ts';

/** A command that changes a message. */
export type MessageCommand = Extract<Command, { readonly target: Target }>;

export function isMessageCommand(command: Command): command is MessageCommand {
  return 'target' in command;
}

/** Whether the message already is what the command wants it to be; undefined stands for a message that is hidden or unknown. */
export function isSatisfied(command: MessageCommand, message: Message | undefined): boolean {
  if (message === undefined) return command.kind === 'delete';
  if (message.deletedAt !== undefined) return true;
  switch (command.kind) {
    case 'edit':
      return JSON.stringify(message.content) === JSON.stringify(command.content);
    case 'delete':
      return false;
    case 'react':
      return (message.reactions ?? []).some((reaction) => reaction.emoji === command.emoji && reaction.mine) === command.on;
    case 'star':
      return (message.starred ?? false) === command.on;
  }
}
