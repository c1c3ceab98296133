import { refuseSend } from '../domain/authorize-send.ts';
import type { Memberships } from '../membership/memberships.ts';
import type { Passenger } from './lane.ts';

/**
 * Looks once more at who may write, when their batch is next: a send that waited while its sender was removed or blocked is refused, however
 * long the database made it wait. While nothing has changed this compares what is cached and costs next to nothing.
 */
export function createAdmission(
  memberships: Memberships,
): (batch: readonly Passenger[]) => readonly Passenger[] | Promise<readonly Passenger[]> {
  const isCurrent = ({ message, chat }: Passenger): boolean => memberships.peek(message.chatId) === chat;

  async function authoriseAgain(batch: readonly Passenger[]): Promise<Passenger[]> {
    const admitted: Passenger[] = [];
    for (const passenger of batch) {
      const { chatId, senderId } = passenger.message;
      const chat = isCurrent(passenger) ? passenger.chat : await memberships.get(chatId);
      const code = chat === undefined ? 'chat.not_found' : refuseSend(chat, senderId);
      if (code === undefined) admitted.push(passenger);
      else passenger.done({ kind: 'refused', code });
    }
    return admitted;
  }

  return (batch) => (batch.every(isCurrent) ? batch : authoriseAgain(batch));
}
