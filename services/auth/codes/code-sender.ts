/** A code on its way to a person. */
export interface CodeDelivery {
  /** Names the challenge: a provider that gets the same one twice sends one message. */
  readonly challengeId: string;
  /** E.164. */
  readonly phone: string;
  readonly code: string;
  /** Seconds that it is good for. */
  readonly expiresIn: number;
  /** Epoch ms after which nobody waits for the delivery. */
  readonly deadline: number | undefined;
}

/** Brings codes to people. */
export interface CodeSender {
  /** Whether the code goes back in the answer to the one who asked. In development only. */
  readonly echoes: boolean;
  /** Resolves when the delivery has been taken over; rejects with `auth.code_not_delivered`. */
  send(delivery: CodeDelivery): Promise<void>;
}
