import type { ErrorCode } from '@parley/protocol/errors';

/** What became of one send. `sent` stands only after the commit. */
export type SendResult =
  | {
      readonly kind: 'sent';
      readonly id: string;
      readonly seq: number;
      readonly createdAt: number;
      /** Epoch ms; undefined for a message that stays. */
      readonly expiresAt?: number | undefined;
      readonly duplicate: boolean;
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode };
