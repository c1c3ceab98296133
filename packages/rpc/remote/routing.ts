import type { DescService } from '@bufbuild/protobuf';
import type { ServiceClient } from '@parley/kernel/contract';
import type { AppError } from '@parley/kernel/errors';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { chatPartition } from '../partition.ts';

/** The whole request goes to where the writes of its chat go. */
export interface PartitionRoute {
  readonly kind: 'partition';
  readonly partitionOf: (request: unknown) => number;
}

/** Each item of a batch goes where the writes of its chat go. */
export interface SplitRoute {
  readonly kind: 'split';
  readonly items: (request: unknown) => readonly unknown[];
  readonly partitionOf: (item: unknown) => number;
  /** A request of some of the items. */
  readonly part: (items: readonly unknown[]) => unknown;
  /** Characters that an item weighs in a request, roughly. */
  readonly weightOf: (item: unknown) => number;
  /** The answer to `count` of the items of a request, from the one at `from` on. */
  readonly share: (answer: unknown, from: number, count: number) => unknown;
  /** One answer of those of the parts. Without `failed` an error of one part is that of the whole call. */
  readonly merge: (parts: readonly AnsweredPart[]) => unknown;
  /** What stands for the answer of a part that could not be had. */
  readonly failed?: (items: number, error: AppError) => unknown;
}

export interface AnsweredPart {
  /** Where the items of the part stand in the whole request. */
  readonly positions: readonly number[];
  readonly answer: unknown;
}

export type Route = PartitionRoute | SplitRoute;

type Methods<S extends DescService> = ServiceClient<S>;
type RequestOf<K extends keyof Methods<typeof MessageService>> = Parameters<Methods<typeof MessageService>[K]>[0];
type AnswerOf<K extends keyof Methods<typeof MessageService>> = Awaited<ReturnType<Methods<typeof MessageService>[K]>>;

function byChat<K extends keyof Methods<typeof MessageService>>(
  chatOf: (request: RequestOf<K>) => string | undefined,
): PartitionRoute {
  return { kind: 'partition', partitionOf: (request) => chatPartition(chatOf(request as RequestOf<K>) ?? '') };
}

/** Drafts go by their chats. A part whose instances all fail refuses its own drafts and leaves the others' results as they are. */
const sendRoute: SplitRoute = {
  kind: 'split',
  items: (request) => (request as RequestOf<'send'>).drafts,
  partitionOf: (draft) => chatPartition((draft as RequestOf<'send'>['drafts'][number]).chatId),
  part: (drafts) => ({ drafts }),
  weightOf: (draft) => (draft as RequestOf<'send'>['drafts'][number]).content.length,
  share: (answer, from, count) =>
    ({ results: (answer as AnswerOf<'send'>).results.slice(from, from + count) }) satisfies AnswerOf<'send'>,
  merge(parts) {
    const results: AnswerOf<'send'>['results'] = [];
    for (const { positions, answer } of parts) {
      const answered = (answer as AnswerOf<'send'>).results;
      for (const [i, position] of positions.entries()) {
        const result = answered[i];
        if (result !== undefined) results[position] = result;
      }
    }
    return { results } satisfies AnswerOf<'send'>;
  },
  failed: (count, { code, message }) => ({
    results: Array.from({ length: count }, () => ({
      seq: 0,
      createdAt: 0,
      duplicate: false,
      errorCode: code,
      errorMessage: message,
    })),
  }),
};

const markRoute: SplitRoute = {
  kind: 'split',
  items: (request) => (request as RequestOf<'markRead'>).marks,
  partitionOf: (mark) => chatPartition((mark as RequestOf<'markRead'>['marks'][number]).chatId),
  part: (marks) => ({ marks }),
  weightOf: () => 128,
  share: (answer) => answer,
  merge: () => ({}),
};

/**
 * Where the calls of a service go, by the local name of the method. What isn't named here goes anywhere: every instance is right for every
 * chat, and this only keeps the writes of one chat together, so that batches seldom wait for each other's locks and caches are warm.
 */
const routes: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  [MessageService.typeName]: {
    send: sendRoute,
    markRead: markRoute,
    markDelivered: markRoute,
    pin: byChat<'pin'>((request) => request.chatId),
    history: byChat<'history'>((request) => request.chatId),
    applyChat: byChat<'applyChat'>((request) => request.state?.chatId),
    touchMember: byChat<'touchMember'>((request) => request.chatId),
  },
};

/** How a method's calls find their process, where it matters. */
export const routeOf = (contract: DescService, localName: string): Route | undefined => routes[contract.typeName]?.[localName];
