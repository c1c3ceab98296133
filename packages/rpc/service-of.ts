import type { DescService } from '@bufbuild/protobuf';

/** The target that offers a contract: `parley.message.v1.MessageService` is offered by `message`. */
export function serviceOf(contract: DescService): string {
  return contract.typeName.split('.')[1] ?? contract.typeName;
}
