import type { TextContent } from '@parley/protocol/content';
import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { isEmojiOnly, type TextPart, textParts } from './text-parts.ts';

const styleClasses = {
  bold: 'font-semibold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'line-through',
  spoiler: 'rounded bg-ink text-ink hover:text-panel',
  code: 'rounded bg-shade/20 px-1 font-mono text-sm',
  pre: 'block overflow-x-auto rounded-lg bg-shade/20 p-2 font-mono text-sm',
  quote: 'block border-s-2 border-accent ps-2',
} as const;

/** The text of a message, in its own writing direction, with links and mentions. */
export function MessageText({ content }: { readonly content: TextContent }) {
  const large = !content.entities?.length && isEmojiOnly(content.text);
  return (
    <span
      data-testid="message-text"
      dir="auto"
      className={classNames(
        'block min-w-0 flex-auto text-start break-words whitespace-pre-wrap',
        large && 'py-1 text-[2.25rem] leading-tight',
      )}
    >
      {textParts(content.text, content.entities).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move.
        <Part key={index} part={part} />
      ))}
    </span>
  );
}

function Part({ part }: { readonly part: TextPart }): ReactNode {
  switch (part.kind) {
    case 'plain':
      return part.text;
    case 'link':
      return (
        <a
          href={part.url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent underline underline-offset-2"
        >
          {part.text}
        </a>
      );
    case 'mention':
      return <span className="font-semibold text-accent">{part.text}</span>;
    case 'style':
      return <span className={styleClasses[part.style]}>{part.text}</span>;
  }
}
