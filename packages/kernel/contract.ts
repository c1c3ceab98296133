import type { DescMessage, DescMethodUnary, DescService, Message, MessageShape } from '@bufbuild/protobuf';
import type { Call } from './call.ts';

/**
 * A protobuf message as the plain object it is in memory: the same fields without the markers of the wire format.
 * Calls inside one process pass these as they are; calls across processes encode and decode them.
 */
export type Plain<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer Item)[]
    ? Plain<Item>[]
    : T extends Message
      ? { [K in keyof T as K extends '$typeName' | '$unknown' ? never : K]: Plain<T[K]> }
      : T;

type Shape<D extends DescMessage> = Plain<MessageShape<D>>;

type UnaryMethods<S extends DescService> = {
  [K in keyof S['method'] as S['method'][K] extends DescMethodUnary ? K : never]: S['method'][K];
};

/** The client of a service: one function per method, the same type whether the service runs here or elsewhere. */
export type ServiceClient<S extends DescService> = {
  readonly [K in keyof UnaryMethods<S>]: UnaryMethods<S>[K] extends DescMethodUnary<infer I, infer O>
    ? (request: Shape<I>, call: Call) => Promise<Shape<O>>
    : never;
};

/** One method of a service: who may call it, and what it does. */
export interface MethodImplementation<Request, Response> {
  /** The kinds of caller that are let in. A call by any other kind is refused before `handle` sees it. */
  readonly allow: readonly Call['caller']['kind'][];
  readonly handle: (request: Request, call: Call) => Promise<Response>;
}

/** All methods of a service. */
export type ServiceImplementation<S extends DescService> = {
  readonly [K in keyof UnaryMethods<S>]: UnaryMethods<S>[K] extends DescMethodUnary<infer I, infer O>
    ? MethodImplementation<Shape<I>, Shape<O>>
    : never;
};

/** A service's implementation together with the contract it fulfils, as a module offers it to the process. */
export interface ServiceOffer {
  readonly contract: DescService;
  readonly implementation: Readonly<Record<string, MethodImplementation<never, unknown>>>;
}

/** Pairs a contract with its implementation; the compiler checks that no method is missing. */
export function offer<S extends DescService>(contract: S, implementation: ServiceImplementation<S>): ServiceOffer {
  return { contract, implementation: implementation as unknown as ServiceOffer['implementation'] };
}
