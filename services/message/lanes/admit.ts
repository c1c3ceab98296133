import { type ChatMembership, refuseSend } from '../domain/authorize-send.ts';
import type { Memberships } from '../membership/memberships.ts';
import type { Passenger } from './passenger.ts';

/** Looks again at who may write, when their batch is next or was turned back. */
export interface Admission {
  /**
   * Those who still may, now that it is their turn: a send that waited while its sender was removed or blocked is refused, however long the
   * database made it wait. While nothing has changed this compares what is cached and costs next to nothing.
   */
  admit(batch: readonly Passenger[]): readonly Passenger[] | Promise<readonly Passenger[]>;
  /** The same after the database has said that chats changed unheard: those named by `stale` are loaded anew. */
  readmit(batch: readonly Passenger[], stale: ReadonlySet<string>): Promise<readonly Passenger[]>;
}

/** Those who may not are answered, the others go on with what they were authorised by. */
export function createAdmission(memberships: Memberships): Admission {
  const isCurrent = ({ message, chat }: Passenger): boolean => memberships.lastKnown(message.chatId) === chat;

  async function authoriseAgain(
    batch: readonly Passenger[],
    renewed: ReadonlyMap<string, ChatMembership | undefined>,
  ): Promise<Passenger[]> {
    const admitted: Passenger[] = [];
    for (const passenger of batch) {
      const { chatId, senderId } = passenger.message;
      const known = isCurrent(passenger) ? passenger.chat : undefined;
      const chat = renewed.has(chatId) ? renewed.get(chatId) : (known ?? (await memberships.get(chatId)));
      const code = chat === undefined ? 'chat.not_found' : refuseSend(chat, senderId);
      if (chat === undefined || code !== undefined) passenger.done({ kind: 'refused', code: code ?? 'chat.not_found' });
      else admitted.push({ ...passenger, chat });
    }
    return admitted;
  }

  return {
    admit: (batch) => (batch.every(isCurrent) ? batch : authoriseAgain(batch, new Map())),
    async readmit(batch, stale) {
      const renewed = await Promise.all([...stale].map(async (id) => [id, await memberships.renew(id)] as const));
      return authoriseAgain(batch, new Map(renewed));
    },
  };
}
