import type { Clock } from '@parley/kernel/clock';
import { within } from './within.ts';

/** The bytes as they come. What goes wrong, and a wait of more than `ms` for the next of them, is thrown as `fault` makes it. */
export function readBody(
  clock: Clock,
  ms: number,
  body: ReadableStream<Uint8Array>,
  fault: (cause: unknown) => Error,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await within(clock, ms, reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(fault(error));
        reader.cancel().catch(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
