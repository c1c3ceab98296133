import { z } from 'zod';
import { messageSchema } from './message.ts';
import { idSchema, seqSchema, timeSchema } from './scalars.ts';
import { userSchema } from './user.ts';

export const roleSchema = z.enum(['owner', 'admin', 'member']).meta({ id: 'Role' });
const audience = z.enum(['everyone', 'admins']);

/** Who may do what in a group. */
export const chatPermissionsSchema = z
  .object({ send: audience, edit: audience, invite: audience })
  .meta({ id: 'ChatPermissions' });

export const memberSchema = z
  .object({ user: userSchema, role: roleSchema, joinedAt: timeSchema, readSeq: seqSchema, deliveredSeq: seqSchema })
  .meta({ id: 'Member' });

/** How the one who asks stands in a chat. */
export const ownChatStateSchema = z
  .object({
    role: roleSchema,
    /** The first message that this person may see is the one after. */
    joinedSeq: seqSchema,
    readSeq: seqSchema,
    deliveredSeq: seqSchema,
    unread: z.number().int().min(0),
    mutedUntil: timeSchema.optional(),
    pinned: z.boolean(),
    archived: z.boolean(),
    markedUnread: z.boolean(),
    draft: z.string().optional(),
  })
  .meta({ id: 'OwnChatState' });

const shared = {
  id: idSchema,
  type: z.enum(['direct', 'group', 'self']),
  title: z.string().optional(),
  topic: z.string().optional(),
  avatarUrl: z.string().optional(),
  createdAt: timeSchema,
  /** Grows with every change of the chat or its membership. Of two states, the higher one stands. */
  version: z.number().int().min(0),
  memberCount: z.number().int().min(0),
  permissions: chatPermissionsSchema,
  /** Seconds after which new messages disappear; absent where they stay. */
  disappearAfter: z.number().int().min(1).optional(),
};

/** The part of a chat that is the same for all its members: what live frames carry. */
export const chatInfoSchema = z.object(shared).meta({ id: 'ChatInfo' });

/** A chat as one of its members sees it. */
export const chatSchema = z
  .object({
    ...shared,
    lastSeq: seqSchema,
    /** Grows with every edit, deletion, reaction and pin of its messages; the `version` of message frames. */
    messagesVersion: z.number().int().min(0),
    lastActivityAt: timeSchema,
    lastMessage: messageSchema.optional(),
    /** Direct chats and small groups; for the others ask `GET /chats/{id}/members`. */
    members: z.array(memberSchema).optional(),
    /** The other person of a direct chat. */
    peer: userSchema.optional(),
    me: ownChatStateSchema,
    pinnedMessageIds: z.array(idSchema),
  })
  .meta({ id: 'Chat' });

export type Role = z.infer<typeof roleSchema>;
export type ChatPermissions = z.infer<typeof chatPermissionsSchema>;
export type Member = z.infer<typeof memberSchema>;
export type OwnChatState = z.infer<typeof ownChatStateSchema>;
export type ChatInfo = z.infer<typeof chatInfoSchema>;
export type Chat = z.infer<typeof chatSchema>;
