import type { Account } from './account.ts';
import { connect } from './client.ts';

/** Sends `count` messages to a chat and resolves when all are acknowledged. */
export async function send(baseUrl: string, account: Account, chatId: string, count: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let acknowledged = 0;
  const client = await connect(baseUrl, account.accessToken, {
    onAcknowledged: () => {
      if (++acknowledged === count) resolve();
    },
    onDelivered: () => undefined,
    onError: (frame) => reject(new Error(frame)),
  });
  for (let n = 0; n < count; n++) client.send(chatId, `Message number ${n} of those that were missed.`);
  await promise;
  client.close();
}
