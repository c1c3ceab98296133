const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is a UUID in lower case, as the platform writes them. What is not can't be the id of anything here. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Those of `texts` that are UUIDs, each once. */
export function distinctUuids(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter(isUuid);
}
