import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter } from '@connectrpc/connect';
import { Health, HealthCheckResponse_ServingStatus as Status } from '@parley/proto/grpc/health/v1/health_pb';
import { ServerReflection, ServerReflectionResponseSchema } from '@parley/proto/grpc/reflection/v1/reflection_pb';
import {
  ServerReflectionResponseSchema as AlphaResponseSchema,
  ServerReflection as ServerReflectionAlpha,
} from '@parley/proto/grpc/reflection/v1alpha/reflection_pb';
import { refuseStranger } from '../internal/foreign-routes.ts';
import type { InternalVerifier } from '../internal/internal-token.ts';
import type { ServedMethods } from '../internal/served-methods.ts';
import { reflection } from './reflection.ts';

export interface ToolContext {
  readonly methods: ServedMethods;
  readonly verifier: InternalVerifier;
  /** Why no call is taken now. */
  readonly closedFor: () => string | undefined;
}

/** What gRPC tools expect of a server beside its methods: the health service, open to all, and reflection, which needs a token as calls do. */
export function addToolRoutes(router: ConnectRouter, { methods, verifier, closedFor }: ToolContext): void {
  const answer = reflection(methods.contracts);
  const names = new Set(['', ...methods.contracts.map(({ typeName }) => typeName)]);
  // Without Watch, which clients take for a server that is well.
  router.rpc(Health.method.check, ({ service }) => {
    if (!names.has(service)) throw new ConnectError('There is no such service here.', Code.NotFound);
    return { status: closedFor() === undefined ? Status.SERVING : Status.NOT_SERVING };
  });
  router.rpc(ServerReflection.method.serverReflectionInfo, async function* (requests, context) {
    await refuseStranger(verifier, context);
    for await (const originalRequest of requests) {
      const { host: validHost, messageRequest } = originalRequest;
      yield create(ServerReflectionResponseSchema, { validHost, originalRequest, messageResponse: answer(messageRequest) });
    }
  });
  // What grpcurl and others ask for that are older than v1.
  router.rpc(ServerReflectionAlpha.method.serverReflectionInfo, async function* (requests, context) {
    await refuseStranger(verifier, context);
    for await (const originalRequest of requests) {
      const { host: validHost, messageRequest } = originalRequest;
      const asked = messageRequest as Parameters<typeof answer>[0];
      yield create(AlphaResponseSchema, { validHost, originalRequest, messageResponse: answer(asked) });
    }
  });
}
