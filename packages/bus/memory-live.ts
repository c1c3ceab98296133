import type { LiveBus, LiveHandler, LiveMessage } from './live.ts';

/**
 * The live path inside one process. Handlers have run when `publish` returns, unless it is called from a handler: then they run after
 * the handlers of the message before, so that everyone sees the same order.
 *
 * `onHandlerError` is told of a handler that threw; the others are called all the same.
 */
export function memoryLive(onHandlerError: (error: unknown, subject: string) => void): LiveBus {
  // Replaced, never changed: who subscribes or leaves while a message is handed out doesn't disturb that.
  const subscriptions = new Map<string, readonly LiveHandler[]>();
  const queue: { readonly subject: string; readonly message: LiveMessage }[] = [];
  let delivering = false;

  function deliver(subject: string, message: LiveMessage): void {
    const handlers = subscriptions.get(subject);
    if (handlers === undefined) return;
    for (const handler of handlers) {
      try {
        handler(message);
      } catch (error) {
        onHandlerError(error, subject);
      }
    }
  }

  return {
    publish(subject, message) {
      if (delivering) {
        queue.push({ subject, message });
        return;
      }
      delivering = true;
      deliver(subject, message);
      // Grows while it is gone through.
      for (const next of queue) deliver(next.subject, next.message);
      queue.length = 0;
      delivering = false;
    },
    subscribe(subject, handler) {
      // A handler given twice is called twice, and each subscription ends alone.
      const own: LiveHandler = (message) => handler(message);
      subscriptions.set(subject, [...(subscriptions.get(subject) ?? []), own]);
      return () => {
        const rest = (subscriptions.get(subject) ?? []).filter((other) => other !== own);
        if (rest.length === 0) subscriptions.delete(subject);
        else subscriptions.set(subject, rest);
      };
    },
    // Nothing is ever lost inside a process.
    passedOn: () => Promise.resolve(),
    connected: () => true,
    onGap: () => () => undefined,
  };
}
