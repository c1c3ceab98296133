import type { z } from 'zod';
import { chatSchema, memberSchema } from './chat.ts';
import { editRecordSchema, historySchema, messageSchema, receiptSchema } from './message.ts';
import { pageQuerySchema } from './page.ts';
import { presenceSchema } from './presence.ts';
import { problemSchema } from './problem.ts';
import { loginBody, refreshBody, registerBody, requestCodeBody, verifyCodeBody } from './rest/auth.ts';
import { addMembersBody, changeRoleBody, createChatBody, updateChatBody, updateOwnChatBody } from './rest/chats.ts';
import { addContactBody, syncContactsBody, updateContactBody } from './rest/contacts.ts';
import { registerDeviceBody } from './rest/devices.ts';
import { deleteMessageQuery, editMessageBody, forwardBody, historyQuery, markBody, sendMessageBody } from './rest/messages.ts';
import { scheduledQuery, updateScheduledBody } from './rest/scheduled.ts';
import { searchMessagesQuery } from './rest/search.ts';
import { syncQuery } from './rest/sync.ts';
import { searchUsersQuery, updatePrivacyBody, updateProfileBody, usersQuery } from './rest/users.ts';
import { scheduledMessageSchema } from './scheduled.ts';
import { searchHitSchema } from './search.ts';
import { challengeSchema, sessionInfoSchema, sessionSchema } from './session.ts';
import { syncSchema } from './sync.ts';
import { contactMatchSchema, contactSchema, deviceSchema, privacySchema, userSchema } from './user.ts';
import { clientFrameSchema } from './ws/client-frames.ts';
import { serverFrameSchema } from './ws/server-frames.ts';

/** Everything that goes over the wire: what is asked, what is answered, what is pushed. */
export const wireSchemas: Readonly<Record<string, z.ZodType>> = {
  // Requests
  requestCodeBody,
  verifyCodeBody,
  registerBody,
  loginBody,
  refreshBody,
  updateProfileBody,
  updatePrivacyBody,
  usersQuery,
  searchUsersQuery,
  addContactBody,
  updateContactBody,
  syncContactsBody,
  registerDeviceBody,
  createChatBody,
  updateChatBody,
  updateOwnChatBody,
  addMembersBody,
  changeRoleBody,
  sendMessageBody,
  editMessageBody,
  deleteMessageQuery,
  markBody,
  forwardBody,
  historyQuery,
  searchMessagesQuery,
  syncQuery,
  pageQuerySchema,
  scheduledQuery,
  updateScheduledBody,
  // Answers
  challengeSchema,
  sessionSchema,
  sessionInfoSchema,
  userSchema,
  privacySchema,
  contactSchema,
  contactMatchSchema,
  deviceSchema,
  presenceSchema,
  chatSchema,
  memberSchema,
  messageSchema,
  editRecordSchema,
  receiptSchema,
  historySchema,
  searchHitSchema,
  syncSchema,
  scheduledMessageSchema,
  problemSchema,
  // WebSocket
  clientFrameSchema,
  serverFrameSchema,
};
