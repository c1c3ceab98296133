import type { DescMethod, DescMethodUnary, DescService } from '@bufbuild/protobuf';
import type { Call } from '@parley/kernel/call';
import { jsonCodec, type MessageCodec } from '../wire/json-codec.ts';
import { methodPath } from '../wire/method-path.ts';

type Handle = (request: never, call: Call) => Promise<unknown>;

/** A method that other processes may call. */
export interface ServedMethod {
  readonly method: DescMethodUnary;
  readonly handle: Handle;
  readonly requests: MessageCodec;
  readonly answers: MessageCodec;
}

/** The methods of this process, by path. */
export interface ServedMethods {
  /** The method at a path; `starting` where it will be here in a moment; undefined where it never is. */
  find(path: string): ServedMethod | 'starting' | undefined;
  of(method: DescMethod): ServedMethod | undefined;
  readonly contracts: readonly DescService[];
  /** Whether everything that runs here has been added. */
  readonly isComplete: boolean;
  /** Lets a contract be called from elsewhere. */
  add(contract: DescService, client: Readonly<Record<string, Handle>>): void;
  /** Says that everything that runs here has been added. */
  complete(): void;
}

export function servedMethods(): ServedMethods {
  const byPath = new Map<string, ServedMethod>();
  const contracts: DescService[] = [];
  let complete = false;
  return {
    contracts,
    get isComplete() {
      return complete;
    },
    of: (method) => byPath.get(methodPath(method)),
    find: (path) => byPath.get(path) ?? (complete ? undefined : 'starting'),
    add(contract, client) {
      contracts.push(contract);
      for (const method of contract.methods) {
        const handle = client[method.localName];
        if (method.methodKind !== 'unary' || handle === undefined) continue;
        byPath.set(methodPath(method), {
          method: method as DescMethodUnary,
          handle,
          requests: jsonCodec(method.input),
          answers: jsonCodec(method.output),
        });
      }
    },
    complete() {
      complete = true;
    },
  };
}
