import { z } from 'zod';
import { jobKind } from './job.ts';

// Kinds of jobs that one service enqueues and another target does: what the two have to agree on.

/** Erase the messages whose time is over by now. Also runs by the clock; enqueued for those that are due before its next tick. */
export const deleteExpired = jobKind('message.delete-expired', z.object({}));

/** Key of the job that erases what is due at a time (epoch ms): one a second, whoever asks for it. */
export function deleteExpiredKey(secondAt: number): string {
  return `message.delete-expired:${secondAt}`;
}

/** Send a scheduled message whose time has come. */
export const sendScheduled = jobKind('message.send-scheduled', z.object({ id: z.uuid() }));

/** Key of the job that sends a scheduled message. */
export function sendScheduledKey(id: string): string {
  return `message.send-scheduled:${id}`;
}
