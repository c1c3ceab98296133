import type { Audience, Relation } from './privacy.ts';

/** A person as stored, with what they and the viewer are to each other. */
export interface SeenAccount extends Relation {
  readonly id: string;
  readonly username: string | null;
  readonly displayName: string;
  readonly about: string | null;
  readonly avatarUrl: string | null;
  readonly phone: string | null;
  readonly lastSeenAudience: Audience;
  readonly avatarAudience: Audience;
  readonly aboutAudience: Audience;
  readonly groupAddAudience: Audience;
  readonly readReceipts: boolean;
}
