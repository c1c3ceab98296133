import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** `parley` as a process of its own, as people run it. */
export interface ServerProcess {
  /** What it printed until now. */
  output(): string;
  /** Resolves with the address once it says that it is ready; rejects when it ends before. */
  readonly ready: Promise<string>;
  readonly exited: Promise<number>;
  kill(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void;
}

/** Starts `parley` with arguments; only the variables given are in its environment. */
export const runParley = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): ServerProcess =>
  runServer([process.execPath, MAIN, ...argv], env);

/** Starts it by `npm start`: signals go to npm, and `exited` is npm's end and that of all who write to its output. */
export const npmStart = (argv: readonly string[]): ServerProcess =>
  runServer(['npm', 'start', '--silent', '--', ...argv], { HOME: process.env.HOME ?? '' });

function runServer(command: string[], env: Readonly<Record<string, string>>): ServerProcess {
  const child = Bun.spawn(command, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  let text = '';
  const ready = Promise.withResolvers<string>();
  // Who doesn't wait for it to be ready doesn't care that it never was.
  ready.promise.catch(() => undefined);
  const collect = async (stream: ReadableStream<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text += decoder.decode(chunk, { stream: true });
      const url = /Parley is ready: open (\S+)/.exec(text)?.[1];
      if (url !== undefined) ready.resolve(url);
    }
  };
  const streams = Promise.all([collect(child.stdout), collect(child.stderr)]);
  const exited = child.exited.then(async (code) => {
    await streams;
    ready.reject(new Error(`parley ended with ${code}:\n${text}`));
    return code;
  });
  return { output: () => text, ready: ready.promise, exited, kill: (signal) => child.kill(signal) };
}
