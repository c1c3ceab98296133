import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import { seeOff } from '@parley/kernel/see-off';
import { closeCodes } from '@parley/protocol/close-codes';
import { MAX_FRAME_BYTES } from '@parley/protocol/limits';
import { checkLiveRequest, refuseUpgrade } from '@parley/rpc/live-upgrade';
import { connectNode, type NodeSocket } from './connect-node.ts';
import type { RealtimeNode, RealtimeNodes } from './realtime-nodes.ts';
import { type LinkData, MAX_WAITING_BYTES, SocketLink } from './socket-link.ts';

/** Passes the sockets of clients on to realtime nodes, where this process runs none and no ingress does it. */
export interface SocketProxy {
  /** Turns a request for `/ws` into a socket that leads to a node. */
  upgrade(request: Request, server: Bun.Server<unknown>): Promise<Response | undefined>;
  readonly websocket: Bun.WebSocketHandler<LinkData>;
  /** Takes no more, and sends everybody away. */
  drain(): Promise<void>;
}

interface ProxyContext {
  readonly nodes: RealtimeNodes;
  /** Other origins whose pages may connect. */
  readonly allowedOrigins: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/** Seconds without a sign of life after which a client is taken for gone; the runtime pings in between. */
const IDLE_SECONDS = 120;
/** Nodes that one client's request tries. */
const MAX_TRIES = 4;
/** Codes that are counted by themselves. */
const KNOWN_CODES: ReadonlySet<number> = new Set([1000, 1001, 1006, ...Object.values(closeCodes).map(({ code }) => code)]);

/** Headers that the node judges the client by. Its answer's are this gateway's own. */
const PASSED_ON = ['host', 'origin', 'user-agent', 'traceparent', 'x-request-id'];

/** The door of sockets; each client's socket is opened only once a node has taken it, so that one that is down is not noticed. */
export function socketProxy({ nodes, allowedOrigins, clock, logger, meter, random }: ProxyContext): SocketProxy {
  const links = new Set<SocketLink>();
  let dirty: SocketLink[] = [];
  let draining = false;
  const open = meter.gauge('parley_gateway_sockets', 'Sockets of clients that this gateway passes on to realtime.');
  const closed = meter.counter('parley_gateway_sockets_closed_total', 'Sockets passed on that were closed, by close code.', [
    'code',
  ]);

  function onDirty(link: SocketLink): void {
    dirty.push(link);
    if (dirty.length > 1) return;
    setImmediate(() => {
      const batch = dirty;
      dirty = [];
      for (const one of batch) one.flush();
    });
  }

  function linkTo(node: RealtimeNode, socket: NodeSocket): SocketLink {
    node.sockets += 1;
    const link = new SocketLink(socket, {
      clock,
      onDirty,
      onEnd(ended, code) {
        node.sockets -= 1;
        links.delete(ended);
        open.set(links.size);
        closed.labels(KNOWN_CODES.has(code) ? String(code) : 'other').inc();
      },
    });
    links.add(link);
    open.set(links.size);
    return link;
  }

  async function findNode(request: Request, peer: string, protocols: readonly string[]): Promise<SocketLink | undefined> {
    const headers = headersFor(request, peer);
    for (const node of (await nodes.candidates()).slice(0, MAX_TRIES)) {
      try {
        return linkTo(node, await connectNode(`${node.url}/ws`, protocols, headers, clock));
      } catch (error) {
        nodes.failed(node);
        logger.warn({ err: error, node: node.url }, 'a realtime node took no socket; trying another');
      }
    }
    return undefined;
  }

  return {
    async upgrade(request, server) {
      const live = checkLiveRequest(request, allowedOrigins);
      if (live instanceof Response) return live;
      const link = draining ? undefined : await findNode(request, server.requestIP(request)?.address ?? '', live.protocols ?? []);
      if (link === undefined) return refuseUpgrade('internal.unavailable');
      if (!draining && !request.signal.aborted && server.upgrade(request, { data: { link }, headers: live.headers }))
        return undefined;
      link.close('draining');
      return refuseUpgrade('internal.unavailable');
    },
    websocket: {
      idleTimeout: IDLE_SECONDS,
      sendPings: true,
      perMessageDeflate: false,
      // The node tells who sends frames above the limit.
      maxPayloadLength: 16 * MAX_FRAME_BYTES,
      // The link closes before the runtime drops anything.
      backpressureLimit: 8 * MAX_WAITING_BYTES,
      open: (socket) => socket.data.link.opened(socket),
      message: (socket, frame) => socket.data.link.toNode(frame as string | Buffer<ArrayBuffer>),
      drain: (socket) => socket.data.link.drained(),
      close: (socket, code) => socket.data.link.clientClosed(code),
    },
    async drain() {
      draining = true;
      await seeOff(links, { clock, random }, (link) => {
        link.close('draining');
        return true;
      });
    },
  };
}

function headersFor(request: Request, peer: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const hops = request.headers.get('x-forwarded-for');
  headers['x-forwarded-for'] = hops === null ? peer : `${hops}, ${peer}`;
  return headers;
}
