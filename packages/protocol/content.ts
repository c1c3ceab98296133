import { z } from 'zod';
import { entitiesFit, entitySchema } from './entity.ts';
import { MAX_ENTITIES, MAX_NAME_BYTES, MAX_TEXT_BYTES, MAX_TITLE_BYTES, MAX_TOPIC_BYTES, MAX_URL_BYTES } from './limits.ts';
import { boundedText, idSchema, webUrl } from './scalars.ts';

// Contents are strict: an unknown type or field is refused instead of dropped, because what a person wrote must not be
// stored in part. Frames and bodies around them ignore unknown fields.

const entities = z.array(entitySchema).max(MAX_ENTITIES).optional();
const ENTITY_OUTSIDE = { error: 'must lie inside the text', path: ['entities'] };

/** What a link in a text leads to. */
export const linkPreviewSchema = z
  .strictObject({
    url: webUrl(MAX_URL_BYTES),
    title: boundedText(MAX_TITLE_BYTES).optional(),
    description: boundedText(MAX_TOPIC_BYTES).optional(),
    siteName: boundedText(MAX_NAME_BYTES).optional(),
    mediaId: idSchema.optional(),
  })
  .meta({ id: 'LinkPreview' });

export const textContentSchema = z
  .strictObject({
    type: z.literal('text'),
    text: boundedText(MAX_TEXT_BYTES, { min: 1 }),
    entities,
    preview: linkPreviewSchema.optional(),
  })
  .refine((content) => entitiesFit(content.entities ?? [], content.text.length), ENTITY_OUTSIDE)
  .meta({ id: 'TextContent' });

const pixels = z.number().int().min(1).max(65_535).optional();

/** What all media have: the id of the upload, and what a client can show before it has loaded. */
const media = {
  mediaId: idSchema,
  filename: boundedText(MAX_NAME_BYTES).optional(),
  mime: boundedText(128).optional(),
  size: z.number().int().min(0).optional(),
  caption: boundedText(MAX_TEXT_BYTES).optional(),
  entities,
};
const visual = { ...media, width: pixels, height: pixels, thumbhash: boundedText(64).optional() };
/** Seconds. */
const duration = z.number().min(0).max(1e7).optional();
const captionFits = (content: {
  readonly caption?: string | undefined;
  readonly entities?: { offset: number; length: number }[] | undefined;
}) => entitiesFit(content.entities ?? [], (content.caption ?? '').length);

export const mediaContentSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('image'), ...visual }),
    z.strictObject({ type: z.literal('video'), ...visual, duration }),
    z.strictObject({
      type: z.literal('audio'),
      ...media,
      duration,
      title: boundedText(MAX_NAME_BYTES).optional(),
      performer: boundedText(MAX_NAME_BYTES).optional(),
    }),
    // The waveform holds up to 100 loudness values from 0 to 31.
    z.strictObject({
      type: z.literal('voice'),
      ...media,
      duration,
      waveform: z.array(z.number().int().min(0).max(31)).max(100).optional(),
    }),
    z.strictObject({ type: z.literal('document'), ...media, thumbhash: boundedText(64).optional() }),
  ])
  .refine(captionFits, ENTITY_OUTSIDE)
  .meta({ id: 'MediaContent' });

export const locationContentSchema = z
  .strictObject({
    type: z.literal('location'),
    /** Degrees, WGS 84. */
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: boundedText(MAX_NAME_BYTES).optional(),
    address: boundedText(MAX_TITLE_BYTES).optional(),
  })
  .meta({ id: 'LocationContent' });

export const contactContentSchema = z
  .strictObject({
    type: z.literal('contact'),
    name: boundedText(MAX_NAME_BYTES, { min: 1 }),
    phones: z.array(boundedText(32, { min: 1 })).max(20),
    userId: idSchema.optional(),
  })
  .meta({ id: 'ContactContent' });

export const pollContentSchema = z
  .strictObject({
    type: z.literal('poll'),
    question: boundedText(MAX_TITLE_BYTES, { min: 1 }),
    options: z
      .array(boundedText(MAX_NAME_BYTES, { min: 1 }))
      .min(2)
      .max(20),
    multiple: z.boolean().optional(),
  })
  .meta({ id: 'PollContent' });

export const stickerContentSchema = z
  .strictObject({ type: z.literal('sticker'), mediaId: idSchema, emoji: boundedText(64).optional() })
  .meta({ id: 'StickerContent' });

/** Something that happened in the chat. Only the server writes these. */
export const systemContentSchema = z
  .strictObject({
    type: z.literal('system'),
    event: z.enum([
      'chat.created',
      'group.member.added',
      'group.member.removed',
      'group.member.left',
      'group.member.role',
      'group.title',
      'group.topic',
      'group.avatar',
      'group.permissions',
      'chat.disappearing',
      'message.deleted',
      'message.expired',
      'message.pinned',
    ]),
    /** Who did it. */
    by: idSchema.optional(),
    /** Whom it was done to. */
    userIds: z.array(idSchema).optional(),
    title: boundedText(MAX_TITLE_BYTES).optional(),
    topic: boundedText(MAX_TOPIC_BYTES).optional(),
    role: z.enum(['owner', 'admin', 'member']).optional(),
    messageId: idSchema.optional(),
    /** Of `chat.disappearing`: seconds after which new messages disappear; 0 where they stay. */
    disappearAfter: z.number().int().min(0).optional(),
  })
  .meta({ id: 'SystemContent' });

/** What a person may send. */
export const draftContentSchema = z
  .discriminatedUnion('type', [
    textContentSchema,
    mediaContentSchema,
    locationContentSchema,
    contactContentSchema,
    pollContentSchema,
    stickerContentSchema,
  ])
  .meta({ id: 'DraftContent' });

/** What a message may hold. */
export const contentSchema = z
  .discriminatedUnion('type', [
    textContentSchema,
    mediaContentSchema,
    locationContentSchema,
    contactContentSchema,
    pollContentSchema,
    stickerContentSchema,
    systemContentSchema,
  ])
  .meta({ id: 'Content' });

export type LinkPreview = z.infer<typeof linkPreviewSchema>;
export type TextContent = z.infer<typeof textContentSchema>;
export type MediaContent = z.infer<typeof mediaContentSchema>;
export type SystemContent = z.infer<typeof systemContentSchema>;
export type DraftContent = z.infer<typeof draftContentSchema>;
export type Content = z.infer<typeof contentSchema>;
