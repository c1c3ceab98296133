/** The same document without the ban on further fields: a client skips what it doesn't know, so that a server may say more than it did. */
export function asOldClientsRead<T>(document: T): T {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as T;
}
