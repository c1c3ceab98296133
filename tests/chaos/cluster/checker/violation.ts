/** The rules that a history is held to, by the names under which breaches are counted. */
export type Rule =
  /** The history is cut short, or nothing happened: it proves nothing. */
  | 'vacuous'
  /** What was acknowledged is there, once, where it was said to be. */
  | 'lost'
  /** Nothing is there twice, acknowledged or not. */
  | 'doubled'
  /** What was refused, or never offered, is not there. */
  | 'invented'
  /** What was offered is settled in the end. */
  | 'unsettled'
  /** Numbers run from 1 without gaps. */
  | 'gap'
  /** Everyone was given the same message under the same number, and applications are told in order. */
  | 'order'
  /** A device ends with what the server has. */
  | 'diverged'
  /** Every client has caught up in time after each fault. */
  | 'late'
  /** Somebody who was removed gets nothing that was sent later. */
  | 'removed'
  /** A durable consumer sees every event, and its effect happens once. */
  | 'event'
  /** The SDK hides what it can. */
  | 'trouble';

/** A breach of a rule, in words for the one who has to find out why. */
export interface Violation {
  readonly rule: Rule;
  readonly detail: string;
}
