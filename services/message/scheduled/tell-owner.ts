import type { MessageContext } from '../context.ts';
import { tellPerson } from '../live/tell-chat.ts';
import type { Scheduled } from '../store/scheduled.ts';

/** Tells somebody's devices that what they have scheduled in a chat has changed: they fetch it. */
export function tellOwner(context: Pick<MessageContext, 'live'>, { chatId, userId }: Pick<Scheduled, 'chatId' | 'userId'>): void {
  tellPerson(context, userId, { type: 'scheduled.updated', chatId });
}
