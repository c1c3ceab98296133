/** Into how many parts the chats are divided for routing. A power of two, far more than any cluster has writers. */
export const PARTITIONS = 256;

/**
 * The part that a chat belongs to, from 0 to PARTITIONS − 1. Whoever writes to a chat sends all of one part the same way, so that
 * concurrent batches rarely meet at the same chat. The last byte of a UUIDv7 is random, hence even.
 */
export function chatPartition(chatId: string): number {
  return (hexDigit(chatId.charCodeAt(34)) << 4) | hexDigit(chatId.charCodeAt(35));
}

/** Value of a hexadecimal digit by its character code; the bits of any other character do no harm. */
function hexDigit(code: number): number {
  return ((code & 15) + (code > 57 ? 9 : 0)) & 15;
}
