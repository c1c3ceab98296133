import { create, type DescMethodUnary, type DescService } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, createConnectRouter, type HandlerContext } from '@connectrpc/connect';
import { createFetchHandler } from '@connectrpc/connect/protocol';
import { compressionGzip } from '@connectrpc/connect-node';
import type { Clock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import { pathOf } from '@parley/kernel/http-listener';
import { withRequest } from '@parley/kernel/request-context';
import { readCall } from '../wire/call-headers.ts';
import { toConnectError } from '../wire/error-codec.ts';
import { WireError } from '../wire/json-codec.ts';
import type { InternalVerifier } from './internal-token.ts';
import type { ServedMethod, ServedMethods } from './served-methods.ts';

/** Bytes of one message, also once it is unpacked. */
const MAX_MESSAGE = 64 * 1024 * 1024;
/** For routers that foreign routes are added to. */
export const LIMITS = { acceptCompression: [compressionGzip], readMaxBytes: MAX_MESSAGE, writeMaxBytes: MAX_MESSAGE };

export interface ForeignContext {
  readonly methods: ServedMethods;
  readonly verifier: InternalVerifier;
  readonly clock: Clock;
}

/** Adds the methods of this process to a router of Connect's own library, for clients of other makers: same tokens, same rights. */
export function addForeignRoutes(router: ConnectRouter, context: ForeignContext): void {
  for (const contract of context.methods.contracts) addContract(router, contract, context);
}

/**
 * The process that makes a call.
 * @throws ConnectError where it doesn't prove that it is of this installation
 */
export async function refuseStranger(
  verifier: InternalVerifier,
  { requestHeader }: Pick<HandlerContext, 'requestHeader'>,
): Promise<string> {
  const sender = await verifier.verify(requestHeader.get('authorization'));
  if (sender === undefined) throw new ConnectError('Calls need a token of this installation.', Code.Unauthenticated);
  return sender;
}

function addContract(router: ConnectRouter, contract: DescService, { methods, verifier, clock }: ForeignContext): void {
  for (const method of contract.methods) {
    const served = methods.of(method);
    if (served === undefined) continue;
    router.rpc(served.method, async (request, context) => {
      const sender = await refuseStranger(verifier, context);
      return handle(served, request, context, sender, clock);
    });
  }
}

async function handle(
  { method, handle: invoke }: ServedMethod,
  request: unknown,
  context: HandlerContext,
  sender: string,
  clock: Clock,
): Promise<ReturnType<typeof create<DescMethodUnary['output']>>> {
  try {
    const read = readCall(context.requestHeader, sender, clock.now());
    const left = context.timeoutMs();
    // gRPC has its own header for the time that is left; the library has read whichever came.
    const call = left === undefined ? read : { ...read, deadline: clock.now() + left };
    const answer = await withRequest({ requestId: call.requestId }, () => invoke(request as never, call));
    return create(method.output, answer as never);
  } catch (error) {
    if (error instanceof AppError) throw toConnectError(error);
    if (error instanceof WireError) throw new ConnectError(error.message, Code.InvalidArgument);
    throw error;
  }
}

/** Answers calls in the formats of the Connect protocol that our own processes don't use: binary, compressed, by GET. */
export function foreignCalls(context: ForeignContext): (request: Request) => Promise<Response> {
  let handlers: Map<string, (request: Request) => Promise<Response>> | undefined;
  return async (request) => {
    if (handlers === undefined) {
      const router = createConnectRouter({ grpc: false, grpcWeb: false, ...LIMITS });
      addForeignRoutes(router, context);
      handlers = new Map(router.handlers.map((handler) => [handler.requestPath, createFetchHandler(handler)]));
    }
    const handler = handlers.get(pathOf(request.url));
    return handler === undefined ? new Response(null, { status: 404 }) : handler(request);
  };
}
