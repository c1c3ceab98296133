import type { FrameHandler } from './handler.ts';

/** What a device stored, everybody may count as delivered. */
export const messageReceived: FrameHandler<'message.received'> = ({ marks }, connection, { chatId, upToSeq }) => {
  marks.mark('delivered', connection.userId, chatId, upToSeq);
};

export const messageRead: FrameHandler<'message.read'> = ({ marks }, connection, { chatId, upToSeq }) => {
  marks.mark('read', connection.userId, chatId, upToSeq);
};
