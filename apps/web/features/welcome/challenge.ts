/** A code that is under way to a phone. */
export interface Challenge {
  readonly challengeId: string;
  readonly phone: string;
  /** Seconds. */
  readonly resendIn: number;
  /** Development servers only. */
  readonly code?: string | undefined;
}
