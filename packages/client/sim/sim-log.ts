/** One thing that a sync has to tell, in the order it was committed. */
export type LogEntry =
  | { readonly kind: 'message'; readonly chatId: string; readonly seq: number }
  | {
      readonly kind: 'change';
      readonly chatId: string;
      readonly seq: number;
      readonly version: number;
      readonly type: 'message.edited' | 'message.deleted' | 'message.reaction' | 'message.hidden' | 'message.starred';
      /** Set: only this person sees it. */
      readonly only?: string;
    }
  | { readonly kind: 'chat'; readonly chatId: string; readonly only?: string }
  | { readonly kind: 'removed'; readonly chatId: string; readonly userId: string };
