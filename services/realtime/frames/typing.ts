import { serviceCall } from '@parley/kernel/call';
import type { Connection } from '../connection/connection.ts';
import type { FrameContext, FrameHandler } from './handler.ts';

export const typingStart: FrameHandler<'typing.start'> = (context, connection, { chatId }) =>
  tell(context, connection, chatId, true);
export const typingStop: FrameHandler<'typing.stop'> = (context, connection, { chatId }) =>
  tell(context, connection, chatId, false);

async function tell({ presence }: FrameContext, connection: Connection, chatId: string, active: boolean): Promise<void> {
  await presence.typing({ userId: connection.userId, chatId, active, connectionId: connection.id }, serviceCall('realtime'));
}
