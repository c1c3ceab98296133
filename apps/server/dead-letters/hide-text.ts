import { isUuid } from '@parley/kernel/uuid';

/** Names of things (`group.member.added`) and times, which nobody writes in a chat. */
const PLAIN = /^[a-z]+([._][a-z]+)+$|^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** A copy of what an event holds for a person to look at: ids, numbers and names of things as they are, every other text by its length alone. */
export function hideText(value: unknown): unknown {
  if (typeof value === 'string') {
    return value === '' || isUuid(value) || PLAIN.test(value) ? value : `(${value.length} characters)`;
  }
  if (Array.isArray(value)) return value.map(hideText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideText(inner)]));
}
