/** What a device misses of one chat: numbers from `seqFrom` to `seqTo` and versions from `versionFrom` to `versionTo`; empty where from is higher. */
export interface Missing {
  readonly chatId: string;
  readonly seqFrom: number;
  readonly seqTo: number;
  readonly versionFrom: number;
  readonly versionTo: number;
  /** Its state was told on an earlier page. */
  readonly begun: boolean;
}

/** Part of what is missing of a chat, for one page. */
export type Portion = Missing;

export interface FilledPage {
  readonly portions: readonly Portion[];
  /** Where the next page goes on; undefined when all of `missing` is in this one. */
  readonly next: { readonly chatId: string; readonly seq: number; readonly version: number } | undefined;
}

/** Takes chats in order, and in each the messages before the changes, until the page holds `limit` of both together. */
export function fillPage(missing: readonly Missing[], limit: number): FilledPage {
  const portions: Portion[] = [];
  let room = limit;
  for (const chat of missing) {
    // A chat of which nothing numbered is missing takes no room: only its state is told.
    const messages = Math.min(room, Math.max(0, chat.seqTo - chat.seqFrom + 1));
    const seqTo = chat.seqFrom + messages - 1;
    room -= messages;
    const changes = Math.min(room, Math.max(0, chat.versionTo - chat.versionFrom + 1));
    const versionTo = chat.versionFrom + changes - 1;
    room -= changes;
    portions.push({ ...chat, seqTo, versionTo });
    if (seqTo < chat.seqTo || versionTo < chat.versionTo)
      return { portions, next: { chatId: chat.chatId, seq: seqTo + 1, version: versionTo + 1 } };
  }
  return { portions, next: undefined };
}
