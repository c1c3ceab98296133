/** How badly things go. Probabilities, unless said otherwise. */
export interface Faults {
  /** A live hint never arrives; a `resync` follows later. */
  readonly hintLost: number;
  /** A frame arrives twice. */
  readonly twice: number;
  /** A frame is overtaken by others: up to a second late. */
  readonly late: number;
  /** A frame from a client, or an answer to one, never arrives. */
  readonly frameLost: number;
  /** A request, or its answer, never arrives. */
  readonly requestLost: number;
  /** The server answers 503. */
  readonly unavailable: number;
  /** The process dies at a write of its store. */
  readonly crashAtWrite: number;
}

export const NO_FAULTS: Faults = {
  hintLost: 0,
  twice: 0,
  late: 0,
  frameLost: 0,
  requestLost: 0,
  unavailable: 0,
  crashAtWrite: 0,
};

export const MANY_FAULTS: Faults = {
  hintLost: 0.04,
  twice: 0.04,
  late: 0.1,
  frameLost: 0.015,
  requestLost: 0.05,
  unavailable: 0.03,
  crashAtWrite: 0.006,
};
