import type { DescMethod } from '@bufbuild/protobuf';

/** Where a method is called, in Connect as in gRPC: `/parley.message.v1.MessageService/Send`. */
export const methodPath = (method: DescMethod): string => `/${method.parent.typeName}/${method.name}`;
