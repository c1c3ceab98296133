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
  /** The method at a path; `starting` where it may be here in a moment; undefined where it never is. */
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

/** Makes an empty set. What a method needs to be called is made when it first is, as most processes are called by nobody. */
export function servedMethods(): ServedMethods {
  const offers: { readonly contract: DescService; readonly client: Readonly<Record<string, Handle>> }[] = [];
  const byPath = new Map<string, ServedMethod>();
  let complete = false;

  function make(path: string): ServedMethod | undefined {
    for (const { contract, client } of offers) {
      for (const method of contract.methods) {
        const handle = client[method.localName];
        if (method.methodKind !== 'unary' || handle === undefined || methodPath(method) !== path) continue;
        const served = {
          method: method as DescMethodUnary,
          handle,
          requests: jsonCodec(method.input),
          answers: jsonCodec(method.output),
        };
        byPath.set(path, served);
        return served;
      }
    }
    return undefined;
  }

  return {
    get contracts() {
      return offers.map(({ contract }) => contract);
    },
    get isComplete() {
      return complete;
    },
    find: (path) => byPath.get(path) ?? make(path) ?? (complete ? undefined : 'starting'),
    of(method) {
      const path = methodPath(method);
      return byPath.get(path) ?? make(path);
    },
    add: (contract, client) => void offers.push({ contract, client }),
    complete() {
      complete = true;
    },
  };
}
