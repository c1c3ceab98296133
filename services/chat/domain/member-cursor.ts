import { isUuid } from '@parley/kernel/uuid';
import { invalid } from './input.ts';

/** Where a page of members ended: the sort key of its last one. */
export interface MemberKey {
  /** 0 owner, 1 admins, 2 members. */
  readonly order: number;
  /** Epoch ms. */
  readonly joinedAt: number;
  readonly userId: string;
}

/** The cursor after a member; opaque to clients. */
export function encodeCursor({ order, joinedAt, userId }: MemberKey): string {
  return `${order}.${joinedAt}.${userId}`;
}

/** @throws `request.invalid` for what is no cursor of ours. */
export function decodeCursor(cursor: string): MemberKey {
  const [, order, joinedAt, userId] = /^([012])\.(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (order === undefined || joinedAt === undefined || userId === undefined || !isUuid(userId))
    throw invalid('cursor', 'is not valid');
  return { order: Number(order), joinedAt: Number(joinedAt), userId };
}
