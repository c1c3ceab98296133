/** The network as the engine sees it; passed in, so that a simulation can stand in for it. */
export interface Transport {
  /** Sends a request and answers whatever the server says. Throws when there was no answer. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Opens a socket. Nothing is called back before this has returned. */
  connect(url: string, protocols: readonly string[], handlers: SocketHandlers): Socket;
  /** False while the platform knows that there is no network. */
  isOnline(): boolean;
  /** Tells when the platform's network comes and goes; the returned function stops it. */
  onOnlineChange(listener: (online: boolean) => void): () => void;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ms after which nobody waits for the answer. */
  readonly timeout: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Parsed JSON, or undefined when there is none. */
  readonly body: unknown;
  /** Seconds, from `Retry-After`. */
  readonly retryAfter?: number;
}

export interface SocketHandlers {
  readonly open: () => void;
  readonly message: (text: string) => void;
  /** Called once, whoever closed it. 1006 when it broke. */
  readonly close: (code: number, reason: string) => void;
}

export interface Socket {
  send(text: string): void;
  close(code?: number): void;
}
