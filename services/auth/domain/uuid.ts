const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a string is a UUID as this platform writes it, in lower case. */
export function isUuid(value: string): boolean {
  return UUID.test(value);
}
