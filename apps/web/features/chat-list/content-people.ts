import type { Content } from '@parley/protocol/content';

/** Ids of the people whom a content names: for a system message, who did it and to whom. */
export function peopleOf(content: Content): readonly string[] {
  if (content.type !== 'system') return [];
  return [...(content.by ? [content.by] : []), ...(content.userIds ?? [])];
}
