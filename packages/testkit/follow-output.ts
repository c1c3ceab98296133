/** Printed when everything runs. */
const READY = /Parley is ready: open (http\S+)/;

/** What a process writes, as it comes. */
export interface FollowedOutput {
  /** All of it so far. */
  text(): string;
  /** Resolves with the address, without a slash at the end, once the process says that it is ready. */
  readonly ready: Promise<string>;
  /** Resolves when there is nothing more to come. */
  readonly ended: Promise<unknown>;
}

/** Reads on to the end, or the process would block once a pipe is full. */
export function followOutput(...streams: readonly ReadableStream<Uint8Array>[]): FollowedOutput {
  let text = '';
  const ready = Promise.withResolvers<string>();
  const follow = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      const url = READY.exec(text)?.[1];
      if (url !== undefined) ready.resolve(url.replace(/\/$/, ''));
    }
  };
  return { text: () => text, ready: ready.promise, ended: Promise.all(streams.map(follow)) };
}
