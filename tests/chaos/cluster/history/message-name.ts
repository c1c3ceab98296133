/** Of one run, so that two runs against one server don't meet: eight hexadecimal digits. */
export type RunTag = string;

/** The client message id of the `n`th message of a person: a UUID of version 7's form, so that it can be told from a foreign one. */
export function clientMsgIdOf(tag: RunTag, person: number, n: number): string {
  return `${tag}-${person.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** `<person>.<n>` of a client message id that this run made, else the id itself. */
export function messageName(tag: RunTag, clientMsgId: string): string {
  if (!clientMsgId.startsWith(tag)) return clientMsgId;
  return `${Number.parseInt(clientMsgId.slice(9, 13), 16)}.${Number.parseInt(clientMsgId.slice(24), 16)}`;
}
