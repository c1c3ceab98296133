import type { ClientFrame } from './ws/client-frames.ts';
import type { ServerFrame } from './ws/server-frames.ts';

/** The client's side of the WebSocket codec: no schemas, so that it adds nothing to what a browser loads. */

export function encodeClientFrame(frame: ClientFrame): string {
  return JSON.stringify(frame);
}

/**
 * Reads a server's frame; undefined where it isn't one. The server is trusted for the shape of a type that is known; types
 * that are not known yet come through, for the caller to ignore.
 */
export function decodeServerFrame(text: string): ServerFrame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isFrame = typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
  return isFrame ? (value as ServerFrame) : undefined;
}
