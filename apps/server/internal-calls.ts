import type { Config } from '@parley/kernel/config';
import type { Listener } from '@parley/kernel/http-listener';
import type { AnyModule, HttpSurface, ModuleEnvironment } from '@parley/kernel/module';
import type { Runtime } from '@parley/kernel/runtime';
import type { Directory } from '@parley/rpc/directory';

export interface InternalCallsContext extends ModuleEnvironment {
  readonly config: Config;
  /** All there are, and those that this process runs. */
  readonly modules: readonly AnyModule[];
  readonly planned: readonly AnyModule[];
  readonly traced: boolean;
  /** Address of the public listener, which the internal one takes where it has none. */
  readonly hostname: string;
  readonly draining: () => boolean;
}

/** How this process calls others and is called by them. In a process that runs everything there is only the directory. */
export interface InternalCalls {
  readonly directory: Directory;
  /**
   * Opens the internal listener, where there is one to open.
   * @param surfaces Answered beside calls.
   * @throws ListenError
   */
  listen(surfaces: readonly HttpSurface[]): Listener | undefined;
  /** Opens the listener for gRPC, where it is wanted. All contracts must have been offered. @throws ListenError */
  listenGrpc(): Promise<Listener | undefined>;
  /** What keeps this process from serving people: services elsewhere that take no calls. */
  unready(runtime: Runtime): Promise<{ module: string; reason: string }[]>;
  stop(): void;
}
