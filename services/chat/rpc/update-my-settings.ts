import { callingUser, serviceCall } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import { requireMember } from '../access.ts';
import { publishPersonal } from '../changes/live-frames.ts';
import { appendSettings } from '../changes/outbox.ts';
import type { ChatContext, Methods } from '../context.ts';
import { parseDraft, parseMutedUntil } from '../domain/input.ts';
import { updateSettings } from '../store/settings.ts';
import { viewFor } from '../view.ts';

/**
 * What the caller sets of a chat for themselves alone: nobody else hears of it, and the chat's version stays.
 * @throws `request.invalid`, `chat.not_found`, `chat.not_a_member`.
 */
export function updateMySettings(context: ChatContext): Methods['updateMySettings'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const { chatId } = request;
      const update = {
        mutedUntil: request.mutedUntil === undefined ? undefined : parseMutedUntil(request.mutedUntil),
        pinned: request.pinned,
        archived: request.archived,
        markedUnread: request.markedUnread,
        draft: request.draft === undefined ? undefined : parseDraft(request.draft),
      };
      await requireMember(context.db, chatId, userId);
      const at = context.clock.now();
      await context.db.transaction(async (tx) => {
        if (!(await updateSettings(tx, chatId, userId, update))) throw fail('chat.not_a_member');
        await appendSettings(tx, { id: context.ids.uuid(), chatId, userId, at });
      });
      await touch(context, { chatId, userId }, serviceCall('chat', call));
      publishPersonal(context.live, chatId, userId);
      return viewFor(context.db, chatId, userId);
    },
  };
}

/** Puts the chat into the next sync of the person's other devices. Where that fails, the durable event does it. */
async function touch(
  { message, logger }: ChatContext,
  whose: { readonly chatId: string; readonly userId: string },
  call: ReturnType<typeof serviceCall>,
): Promise<void> {
  try {
    await message.touchMember(whose, call);
  } catch (error) {
    logger.warn(
      { err: error, chatId: whose.chatId },
      'the message service did not take a changed setting; its durable event will repeat it',
    );
  }
}
