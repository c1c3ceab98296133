import type { LiveMessage } from './live.ts';

/**
 * How live messages travel over the network: a letter and the raw text, because a frame is a JSON text already and is not to be escaped
 * once more. `f<frame>`, `x<connection> <frame>` (not to that connection), `j<JSON of the whole message>` for everything else. Several
 * messages of one subject are separated by newlines, which JSON doesn't hold; `r<entry>` is one that does, alone.
 */
export function encodeLive(message: LiveMessage): string {
  if (message.kind !== 'frame') return `j${JSON.stringify(message)}`;
  const { frame, exceptConnection } = message;
  if (exceptConnection === undefined) return `f${frame}`;
  return /[\s]/.test(exceptConnection) ? `j${JSON.stringify(message)}` : `x${exceptConnection} ${frame}`;
}

/** Whether an entry can share a payload with others. */
export const isLine = (entry: string): boolean => !entry.includes('\n');

/** The payload of an entry that is not a line. */
export const aloneInPayload = (entry: string): string => `r${entry}`;

/**
 * Hands out the messages of a payload in order. Letters that are not known are passed over: they are of a newer version.
 * @throws SyntaxError where what should be JSON is not
 */
export function decodeLive(payload: string, deliver: (message: LiveMessage) => void): void {
  if (payload.charCodeAt(0) === RAW) {
    decodeEntry(payload.slice(1), deliver);
    return;
  }
  let from = 0;
  for (let to = payload.indexOf('\n'); to !== -1; to = payload.indexOf('\n', from)) {
    decodeEntry(payload.slice(from, to), deliver);
    from = to + 1;
  }
  decodeEntry(from === 0 ? payload : payload.slice(from), deliver);
}

const [RAW, FRAME, EXCEPT, JSON_TEXT] = ['r', 'f', 'x', 'j'].map((letter) => letter.charCodeAt(0));

function decodeEntry(entry: string, deliver: (message: LiveMessage) => void): void {
  const letter = entry.charCodeAt(0);
  if (letter === FRAME) deliver({ kind: 'frame', frame: entry.slice(1) });
  else if (letter === EXCEPT) {
    const space = entry.indexOf(' ');
    deliver({ kind: 'frame', frame: entry.slice(space + 1), exceptConnection: entry.slice(1, space) });
  } else if (letter === JSON_TEXT) deliver(JSON.parse(entry.slice(1)) as LiveMessage);
}
