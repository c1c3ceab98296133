/** Connections of one session, on all nodes together; a browser whose tabs can't share one has a few. The oldest makes way. */
export const MAX_PER_SESSION = 8;

/**
 * Which of a node's own connections must make way, given those that another holds of the same session. Ids are UUIDv7, so the older is the lesser.
 * Nodes compare in pairs: two keep to the limit exactly, and no two of many exceed it.
 */
export function surplus(own: readonly string[], others: readonly string[]): ReadonlySet<string> {
  const oldest = [...new Set([...own, ...others])].sort().slice(0, -MAX_PER_SESSION);
  return new Set(oldest.filter((id) => own.includes(id)));
}
