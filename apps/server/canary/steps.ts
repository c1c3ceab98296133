/** What a round does, in its order. */
export const STEPS = ['sign-in', 'chat', 'send', 'deliver', 'edit', 'receipt', 'reconnect', 'compare', 'clean-up'] as const;

export type StepName = (typeof STEPS)[number];

/** How a step went. */
export interface StepResult {
  readonly step: StepName;
  readonly ok: boolean;
  readonly ms: number;
  /** For the operator; absent where it went well. Names no content. */
  readonly problem?: string;
}

/** How a round went. */
export interface RoundResult {
  readonly ok: boolean;
  /** Epoch ms of its begin. */
  readonly at: number;
  /** Up to the one that failed, which is the last. */
  readonly steps: readonly StepResult[];
  /** Ms from sending to the acknowledgement, of each message. */
  readonly acknowledged: readonly number[];
  /** Ms from sending to the other person's socket, of each message. */
  readonly delivered: readonly number[];
}
