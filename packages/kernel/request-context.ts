import { AsyncLocalStorage } from 'node:async_hooks';

/** What belongs to one request and is added to each of its log lines. */
export interface RequestContext {
  readonly requestId: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` so that everything logged under it carries the request's id. */
export function withRequest<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The request that is being served, where there is one. */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}
