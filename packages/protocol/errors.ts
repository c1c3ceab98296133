import { AppError, type InputIssue } from '@parley/kernel/errors';

interface ErrorEntry {
  /** HTTP status. */
  readonly status: number;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  /** What a person reads, when the thrower has nothing more precise to say. */
  readonly message: string;
}

/** Every error that a client can see. Codes are stable: they are added, never renamed. */
export const errorCatalogue = {
  // Any request
  'request.invalid': { status: 400, retryable: false, message: 'The request is not valid.' },
  'request.not_found': { status: 404, retryable: false, message: 'There is nothing at this address.' },
  'request.method_not_allowed': { status: 405, retryable: false, message: 'This address does not answer that method.' },
  'request.too_large': { status: 413, retryable: false, message: 'The request is larger than is allowed.' },
  'request.unsupported_media_type': { status: 415, retryable: false, message: 'Send the body as application/json.' },
  'request.origin_refused': { status: 403, retryable: false, message: 'Requests from this website are not allowed.' },
  'rate.limited': { status: 429, retryable: true, message: 'Too many requests. Wait a moment and try again.' },
  'internal.error': { status: 500, retryable: true, message: 'Something went wrong on the server.' },
  'internal.unavailable': {
    status: 503,
    retryable: true,
    message: 'A part of the server is not available. Try again in a moment.',
  },
  'internal.timeout': { status: 504, retryable: true, message: 'The server took too long. Try again.' },
  'internal.forbidden': { status: 403, retryable: false, message: 'This call is not open to you.' },
  'blob.unavailable': { status: 503, retryable: true, message: 'Files are not available now. Try again in a moment.' },
  'cache.unavailable': { status: 503, retryable: true, message: 'A part of the server is not available. Try again in a moment.' },

  // Accounts
  'auth.unauthenticated': { status: 401, retryable: false, message: 'Sign in first.' },
  'auth.token_expired': { status: 401, retryable: false, message: 'The access token has expired. Refresh it.' },
  'auth.session_revoked': { status: 401, retryable: false, message: 'This session has been ended. Sign in again.' },
  'auth.phone_invalid': { status: 400, retryable: false, message: 'That is not a valid phone number.' },
  'auth.code_invalid': { status: 401, retryable: false, message: 'The code is wrong or has expired.' },
  'auth.code_attempts_exceeded': { status: 429, retryable: false, message: 'Too many wrong codes. Ask for a new one.' },
  'auth.code_rate_limited': {
    status: 429,
    retryable: true,
    message: 'Too many codes were asked for. Wait before you ask again.',
  },
  'auth.code_not_delivered': { status: 503, retryable: true, message: 'The code could not be delivered. Try again in a moment.' },
  'auth.credentials_invalid': { status: 401, retryable: false, message: 'The name or the password is wrong.' },
  'auth.login_rate_limited': { status: 429, retryable: true, message: 'Too many tries. Wait before you try again.' },
  'auth.username_taken': { status: 409, retryable: false, message: 'This username is taken.' },
  'auth.password_weak': { status: 400, retryable: false, message: 'Choose a longer password.' },
  'auth.refresh_invalid': { status: 401, retryable: false, message: 'The refresh token is not valid. Sign in again.' },
  'auth.refresh_reused': {
    status: 401,
    retryable: false,
    message: 'The refresh token was used before, so the session was ended. Sign in again.',
  },
  'auth.session_not_found': { status: 404, retryable: false, message: 'There is no such session.' },

  // People
  'user.not_found': { status: 404, retryable: false, message: 'There is no such person.' },
  'user.username_taken': { status: 409, retryable: false, message: 'This username is taken.' },
  'user.phone_taken': { status: 409, retryable: false, message: 'This phone number belongs to another account.' },
  'user.self_not_allowed': { status: 400, retryable: false, message: 'You can’t do this to yourself.' },
  'contact.not_found': { status: 404, retryable: false, message: 'This person is not among your contacts.' },
  'device.not_found': { status: 404, retryable: false, message: 'There is no such device.' },

  // Chats
  'chat.not_found': { status: 404, retryable: false, message: 'There is no such chat.' },
  'chat.not_a_member': { status: 403, retryable: false, message: 'You are not a member of this chat.' },
  'chat.forbidden': { status: 403, retryable: false, message: 'Your role in this chat does not allow that.' },
  'chat.blocked': { status: 403, retryable: false, message: 'You can’t message this person.' },
  'chat.group_full': { status: 409, retryable: false, message: 'This group has as many members as are allowed.' },
  'chat.not_a_group': { status: 409, retryable: false, message: 'This can only be done in a group.' },
  'chat.add_refused': { status: 403, retryable: false, message: 'Some of these people don’t let you add them to groups.' },
  'chat.owner_required': { status: 409, retryable: false, message: 'Make somebody else the owner first.' },
  'member.not_found': { status: 404, retryable: false, message: 'This person is not a member of the chat.' },

  // Messages
  'message.not_found': { status: 404, retryable: false, message: 'There is no such message.' },
  'message.client_id_conflict': { status: 409, retryable: false, message: 'This clientMsgId was used for a different message.' },
  'message.content_invalid': { status: 400, retryable: false, message: 'The content of the message is not valid.' },
  'message.too_long': { status: 413, retryable: false, message: 'The message is too long.' },
  'message.not_editable': { status: 409, retryable: false, message: 'This message can’t be edited.' },
  'message.forbidden': { status: 403, retryable: false, message: 'Only the sender may do this to a message.' },
  'message.reaction_limit': {
    status: 409,
    retryable: false,
    message: 'You have given this message as many reactions as are allowed.',
  },
  'message.pin_limit': {
    status: 409,
    retryable: false,
    message: 'This chat has as many pinned messages as are allowed. Unpin one first.',
  },
  'message.schedule_limit': { status: 409, retryable: false, message: 'You have as many scheduled messages as are allowed.' },
  'message.scheduled_not_found': {
    status: 404,
    retryable: false,
    message: 'There is no such scheduled message; it may have been sent.',
  },
  'message.reply_not_found': { status: 404, retryable: false, message: 'The message you reply to is not in this chat.' },
  'sync.cursor_invalid': { status: 400, retryable: false, message: 'The cursor is not valid. Start again without one.' },

  // WebSocket
  'frame.invalid': { status: 400, retryable: false, message: 'The frame is not valid.' },
  'frame.unknown_type': { status: 400, retryable: false, message: 'There is no frame of this type.' },
  'frame.too_large': { status: 413, retryable: false, message: 'The frame is larger than is allowed.' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Tells whether a string is a code of the catalogue. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code);
}

interface FailOptions {
  /** Says what the person can do, where the catalogue's text is too general. Never internals. */
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
  readonly issues?: readonly InputIssue[];
  readonly cause?: unknown;
}

/** Makes the error of a code, to be thrown: `throw fail('chat.not_found')`. */
export function fail(code: ErrorCode, options: FailOptions = {}): AppError {
  const { message, ...rest } = options;
  const entry: ErrorEntry = errorCatalogue[code];
  return new AppError(code, message ?? entry.message, { status: entry.status, retryable: entry.retryable, ...rest });
}
