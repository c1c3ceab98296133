/** Characters that a parameter of RFC 8187 may hold as they are (`attr-char`); `encodeURIComponent` leaves `'()*!` too, of which only `!` may stay. */
const NOT_ATTRIBUTE = /['()*]/g;

/**
 * `Content-Disposition` that has a browser save a file by this name instead of showing it (RFC 6266): the name for those that know RFC 8187, and
 * one of plain letters for those that don't.
 */
export function attachment(filename: string): string {
  const plain = filename.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(filename.toWellFormed()).replaceAll(
    NOT_ATTRIBUTE,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
