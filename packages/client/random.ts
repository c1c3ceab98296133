/** Where randomness comes from; passed in so that tests and simulations can repeat a run. */
export interface Random {
  /** Even in [0, 1): spreads reconnects and retries. */
  fraction(): number;
  /** A UUID for a message or a command. */
  uuid(): string;
}

/** The platform's own randomness. `crypto.randomUUID` is missing on pages without TLS, so the bytes are set by hand. */
export const systemRandom: Random = {
  fraction: () => Math.random(),
  uuid: () => uuidFromBytes(crypto.getRandomValues(new Uint8Array(16))),
};

/** A version 4 UUID (RFC 9562, section 5.4) from 16 bytes; changes the version and variant bits in place. */
export function uuidFromBytes(bytes: Uint8Array): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
