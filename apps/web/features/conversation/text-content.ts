import type { TextContent } from '@parley/protocol/content';
import type { Entity } from '@parley/protocol/entity';
import type { User } from '@parley/protocol/user';

/** The content for what was written: without blanks around it, with a mention for each `@name` of the given people. `undefined` for nothing. */
export function textContentOf(written: string, people: readonly Pick<User, 'id' | 'displayName'>[]): TextContent | undefined {
  const text = written.trim();
  if (text === '') return undefined;
  const entities = mentionsIn(text, people);
  return { type: 'text', text, ...(entities.length > 0 ? { entities } : {}) };
}

/** Longer names first, so that "@Ann Lee" is not taken for "@Ann". */
function mentionsIn(text: string, people: readonly Pick<User, 'id' | 'displayName'>[]): Entity[] {
  const entities: Entity[] = [];
  for (const { id, displayName } of people.toSorted((a, b) => b.displayName.length - a.displayName.length)) {
    const mark = `@${displayName}`;
    for (let offset = text.indexOf(mark); offset >= 0; offset = text.indexOf(mark, offset + mark.length)) {
      const end = offset + mark.length;
      const taken = entities.some((other) => offset < other.offset + other.length && end > other.offset);
      if (!taken) entities.push({ type: 'mention', offset, length: mark.length, userId: id });
    }
  }
  return entities.sort((a, b) => a.offset - b.offset);
}
