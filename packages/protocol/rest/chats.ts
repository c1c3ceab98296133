import { z } from 'zod';
import { chatPermissionsSchema, roleSchema } from '../chat.ts';
import {
  DISAPPEAR_AFTER_MAX,
  DISAPPEAR_AFTER_MIN,
  MAX_GROUP_MEMBERS,
  MAX_GROUP_TITLE_LENGTH,
  MAX_GROUP_TOPIC_LENGTH,
  MAX_IDS,
  MAX_TEXT_BYTES,
  MAX_TITLE_BYTES,
  MAX_TOPIC_BYTES,
} from '../limits.ts';
import { boundedText, idSchema, inputTimeSchema } from '../scalars.ts';
import { avatarUrlSchema } from './users.ts';

const title = boundedText(MAX_TITLE_BYTES, { min: 1, max: MAX_GROUP_TITLE_LENGTH });
const topic = boundedText(MAX_TOPIC_BYTES, { max: MAX_GROUP_TOPIC_LENGTH });

/** `POST /chats` */
export const createChatBody = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('direct'), userId: idSchema }),
    z.object({
      type: z.literal('group'),
      title,
      memberIds: z.array(idSchema).max(MAX_GROUP_MEMBERS - 1),
      topic: topic.optional(),
      /** A UUID of the client's: a repeat with it answers the group that the first one made. */
      idempotencyKey: idSchema.optional(),
    }),
    z.object({ type: z.literal('self') }),
  ])
  .meta({ id: 'CreateChat' });

/** `PATCH /chats/{id}`: what is absent stays; an empty string clears `topic` and `avatarUrl`. */
export const updateChatBody = z
  .object({
    title: title.optional(),
    topic: topic.optional(),
    avatarUrl: avatarUrlSchema.optional(),
    permissions: chatPermissionsSchema.partial().optional(),
    /** Seconds after which new messages disappear; `null` lets them stay. */
    disappearAfter: z.number().int().min(DISAPPEAR_AFTER_MIN).max(DISAPPEAR_AFTER_MAX).nullable().optional(),
  })
  .meta({ id: 'UpdateChat' });

/** `PATCH /chats/{id}/me`: `mutedUntil: null` unmutes, an empty draft removes it. */
export const updateOwnChatBody = z
  .object({
    mutedUntil: inputTimeSchema.nullable().optional(),
    pinned: z.boolean().optional(),
    archived: z.boolean().optional(),
    markedUnread: z.boolean().optional(),
    draft: boundedText(MAX_TEXT_BYTES).optional(),
  })
  .meta({ id: 'UpdateOwnChat' });

/** `POST /chats/{id}/members` */
export const addMembersBody = z.object({ userIds: z.array(idSchema).min(1).max(MAX_IDS) }).meta({ id: 'AddMembers' });
/** `PATCH /chats/{id}/members/{userId}` */
export const changeRoleBody = z.object({ role: roleSchema }).meta({ id: 'ChangeRole' });

export type CreateChatBody = z.input<typeof createChatBody>;
export type UpdateChatBody = z.input<typeof updateChatBody>;
export type UpdateOwnChatBody = z.input<typeof updateOwnChatBody>;
export type AddMembersBody = z.input<typeof addMembersBody>;
export type ChangeRoleBody = z.input<typeof changeRoleBody>;
