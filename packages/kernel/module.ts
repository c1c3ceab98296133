import type { DescService } from '@bufbuild/protobuf';
import type { Clock } from './clock.ts';
import type { ServiceClient, ServiceOffer } from './contract.ts';
import type { Ids } from './ids.ts';
import type { Logger } from './logger.ts';
import type { Meter } from './metrics.ts';
import type { OptionSpecs, OptionValues } from './options.ts';

/**
 * Something a module needs or provides, named once by the package that defines it:
 * `export const cachePort = port<Cache>('cache')`.
 */
export interface Port<T> {
  readonly name: string;
  /** Only for the compiler: carries the type that the port stands for. */
  readonly type?: (value: T) => T;
}

/** Names a port. */
export function port<T>(name: string): Port<T> {
  return { name };
}

// biome-ignore lint/suspicious/noExplicitAny: the variance of a port's type is checked where it is used, by PortValues
type AnyPort = Port<any>;
export type Ports = Readonly<Record<string, AnyPort>>;
type PortValues<P extends Ports> = { readonly [K in keyof P]: P[K] extends Port<infer T> ? T : never };

export type Contracts = Readonly<Record<string, DescService>>;
type Clients<C extends Contracts> = { readonly [K in keyof C]: ServiceClient<C[K]> };

/** What every module gets, whatever it asks for. */
export interface ModuleEnvironment {
  readonly logger: Logger;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Name of this process in the cluster, unique per start. */
  readonly nodeId: string;
}

/** What a module's `init` gets: its own options, the ports it named, clients of the contracts it named. */
export type ModuleContext<N extends Ports, C extends Contracts, O extends OptionSpecs> = ModuleEnvironment &
  PortValues<N> & { readonly calls: Clients<C>; readonly config: OptionValues<O> };

/** Requests that a module answers on the process's public listener, by path prefix; the longest prefix wins. */
export interface HttpSurface {
  readonly prefix: string;
  /** Answers a request; `undefined` after a successful WebSocket upgrade. */
  readonly fetch: (request: Request, server: Bun.Server<unknown>) => Response | undefined | Promise<Response | undefined>;
  /** At most one module of a process handles its WebSockets, beside one that only does where there is no other. */
  readonly websocket?: Bun.WebSocketHandler<never>;
  /** Its `websocket` gives way to another module's. */
  readonly standsIn?: boolean;
}

/** What a started module offers the process. All parts are optional: an infrastructure module may only have `value`. */
export interface ModuleInstance<V = unknown> {
  /** The value of the port this module provides. */
  readonly value?: V;
  /** The contracts this module fulfils. */
  readonly rpc?: readonly ServiceOffer[];
  readonly http?: HttpSurface;
  /** Called once everything it depends on runs and all contracts can be called. */
  readonly start?: () => Promise<void> | void;
  /** Stop taking new work, finish what is under way. Called for all modules before any is stopped. */
  readonly drain?: () => Promise<void> | void;
  /** Release everything. Called after the modules that depend on this one have stopped. */
  readonly stop?: () => Promise<void> | void;
  /** Throws, or answers false, while the module can't serve; `/health/ready` asks it. */
  readonly ready?: () => Promise<boolean> | boolean;
  /** What works less well than it should while the module serves all the same, for a person; `/health` tells. Undefined: nothing. */
  readonly degraded?: () => string | undefined;
  /** Resolves with the reason when the module can't go on by itself (its engine died): the process then comes down. */
  readonly failed?: Promise<Error>;
}

/**
 * A module as pure data: its name, what it needs, its options, and how to start it. Nothing runs when this is read, so the
 * graph, the help text and the configuration reference are all made from the same objects.
 */
export interface ModuleDefinition<
  N extends Ports = Ports,
  C extends Contracts = Contracts,
  O extends OptionSpecs = OptionSpecs,
  V = unknown,
> {
  readonly name: string;
  /** One line for `--list-targets` and the reference. */
  readonly summary: string;
  /** A target is what `--target` can name; the rest is infrastructure, started where a target needs it. */
  readonly target: boolean;
  readonly provides?: Port<V>;
  /** Ports of other modules; they are started before this one and stopped after it. */
  readonly needs: N;
  /** Contracts it calls, in process or over the network. They do not order the start: a call waits until the other is up. */
  readonly calls: C;
  readonly options: O;
  readonly init: (context: ModuleContext<N, C, O>) => Promise<ModuleInstance<V>> | ModuleInstance<V>;
}

/** A module whatever its parameters, as the graph keeps it. */
export interface AnyModule extends Omit<ModuleDefinition, 'init' | 'provides'> {
  readonly provides?: AnyPort;
  readonly init: (context: never) => Promise<ModuleInstance> | ModuleInstance;
}

/** Declares a module; the types of `init`'s context follow from `needs`, `calls` and `options`. */
export function defineModule<const N extends Ports, const C extends Contracts, const O extends OptionSpecs, V = unknown>(
  definition: ModuleDefinition<N, C, O, V>,
): ModuleDefinition<N, C, O, V> {
  return definition;
}
