/** Limits of the public protocol. Bytes are of UTF-8. */

/** Text of a message, and caption of a medium. */
export const MAX_TEXT_BYTES = 16 * 1024;
/** One WebSocket frame, either way. */
export const MAX_FRAME_BYTES = 64 * 1024;
/** JSON body of a REST request. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Whole content of a message as JSON, which leaves room for the frame around it. */
export const MAX_CONTENT_BYTES = 60 * 1024;
/** Formatted stretches, mentions among them, in one text. */
export const MAX_ENTITIES = 256;
export const MAX_GROUP_MEMBERS = 1024;
/** Groups with at most this many members carry them in `Chat.members`; larger ones are asked for their members. */
export const INLINE_MEMBERS = 32;
export const PAGE_SIZE_DEFAULT = 50;
export const PAGE_SIZE_MAX = 200;
/** Ids in one request: `?ids=`, `messageIds`, `userIds` of a frame. */
export const MAX_IDS = 200;
/** Chats that one forward goes to. */
export const MAX_FORWARD_CHATS = 20;
/** Phone numbers of one address book sync. */
export const MAX_SYNC_PHONES = 1000;
export const MAX_REF_LENGTH = 64;
export const MAX_EMOJI_BYTES = 64;
/** Title of a group, in UTF-16 code units. */
export const MAX_GROUP_TITLE_LENGTH = 100;
/** Topic of a group, in UTF-16 code units. */
export const MAX_GROUP_TOPIC_LENGTH = 512;
export const MAX_TITLE_BYTES = 512;
export const MAX_TOPIC_BYTES = 2048;
export const MAX_NAME_BYTES = 256;
export const MAX_ABOUT_BYTES = 1024;
export const MAX_URL_BYTES = 2048;
export const MAX_SEARCH_BYTES = 512;
/** Seconds that messages of a chat may stay, at the least and at the most. */
export const DISAPPEAR_AFTER_MIN = 5;
export const DISAPPEAR_AFTER_MAX = 365 * 24 * 60 * 60;
/** Ms into the future that a message may be scheduled. */
export const SCHEDULE_AHEAD_MAX_MS = 366 * 24 * 60 * 60_000;
/** Messages that one person may have waiting. */
export const MAX_SCHEDULED = 500;
/** Ms that a socket has to say who it is. */
export const AUTH_TIMEOUT_MS = 5_000;
/** Ms after which a typing indicator lapses unless it is renewed. */
export const TYPING_TTL_MS = 5_000;
/** Ms that a client waits for missing messages before it asks for them. */
export const GAP_WAIT_MS = 300;
