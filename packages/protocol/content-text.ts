import type { Content } from './content.ts';
import type { Entity } from './entity.ts';

/** UTF-16 code units of a preview, at the most; a chat list shows less. */
const PREVIEW_LENGTH = 120;

/** What a search finds a message by; empty where there are no words in it. */
export function searchableText(content: Content): string {
  switch (content.type) {
    case 'text':
      return joined(content.text, content.preview?.title);
    case 'image':
    case 'video':
    case 'voice':
    case 'document':
      return joined(content.caption, content.filename);
    case 'audio':
      return joined(content.caption, content.title, content.performer, content.filename);
    case 'location':
      return joined(content.name, content.address);
    case 'contact':
      return joined(content.name, ...content.phones);
    case 'poll':
      return joined(content.question, ...content.options);
    case 'sticker':
    case 'system':
      return '';
  }
}

/**
 * One line that stands for a message in a quote or a chat list. Empty where only its kind can be shown ("Photo"), which is
 * the client's to say in its own language.
 */
export function previewText(content: Content): string {
  switch (content.type) {
    case 'text':
      return oneLine(content.text);
    case 'image':
    case 'video':
    case 'voice':
      return oneLine(content.caption ?? '');
    case 'audio':
      return oneLine(content.caption ?? content.title ?? content.filename ?? '');
    case 'document':
      return oneLine(content.caption ?? content.filename ?? '');
    case 'location':
      return oneLine(content.name ?? content.address ?? '');
    case 'contact':
      return oneLine(content.name);
    case 'poll':
      return oneLine(content.question);
    case 'sticker':
      return content.emoji ?? '';
    case 'system':
      return oneLine(content.title ?? '');
  }
}

/** Ids of the people that a message names, each once, in the order of the text. */
export function mentionsOf(content: Content): string[] {
  const entities: readonly Entity[] = ('entities' in content ? content.entities : undefined) ?? [];
  const ids = new Set<string>();
  for (const entity of entities) if (entity.type === 'mention') ids.add(entity.userId);
  return [...ids];
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}

function oneLine(text: string): string {
  // A cut at code units could halve a character; what is left of it is dropped.
  const start = text
    .slice(0, PREVIEW_LENGTH * 4)
    .replace(/\s+/g, ' ')
    .trim();
  if (start.length <= PREVIEW_LENGTH) return start;
  return `${start.slice(0, PREVIEW_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}
