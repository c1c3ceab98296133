import type { StoreWriter } from '../store/store.ts';
import type { Held } from './held.ts';
import type { Outcome } from './outcome.ts';
import type { Place } from './place.ts';

/** What taking things in needs to know. */
export interface Intake {
  readonly tx: StoreWriter;
  readonly userId: string;
  readonly held: Held;
  readonly place: Place;
  readonly outcome: Outcome;
}
