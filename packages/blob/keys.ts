/** A key that no store takes. */
export class InvalidKey extends Error {
  constructor(key: string, why: string) {
    super(`${JSON.stringify(key)} can't be the key of a blob: ${why}.`);
    this.name = 'InvalidKey';
  }
}

/** Bytes that S3 allows for a key. */
const LONGEST_KEY = 1024;
/** Bytes that file systems allow for a name, less what an adapter may append. */
const LONGEST_NAME = 240;
/** Control characters (Unicode category Cc), and what Windows takes for a slash. */
const FORBIDDEN = /[\p{Cc}\\]/u;

/** Throws `InvalidKey` for a key that not every store could hold, or that points outside of one. */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > LONGEST_KEY) throw new InvalidKey(key, `it is longer than ${LONGEST_KEY} bytes`);
  if (FORBIDDEN.test(key)) throw new InvalidKey(key, 'it has a control character or a backslash');
  if (!key.isWellFormed()) throw new InvalidKey(key, 'it is not valid Unicode');
  for (const name of key.split('/')) {
    if (name === '' || name === '.' || name === '..') throw new InvalidKey(key, 'a part of it is empty, "." or ".."');
    if (Buffer.byteLength(name) > LONGEST_NAME) throw new InvalidKey(key, `a part of it is longer than ${LONGEST_NAME} bytes`);
  }
}
