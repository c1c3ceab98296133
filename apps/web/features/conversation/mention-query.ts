/** A mention that is being typed: `@` and the letters after it, up to the caret. */
export interface MentionQuery {
  /** Where the `@` stands. */
  readonly start: number;
  readonly query: string;
}

/** The mention that ends at the caret, if one is being typed. The `@` must start a word: mail addresses are left alone. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const match = /(?:^|\s)@([\p{L}\p{N}_.-]{0,32})$/u.exec(text.slice(0, caret));
  if (!match) return undefined;
  const query = match[1] ?? '';
  return { start: caret - query.length - 1, query };
}
