import { fail } from '@parley/protocol/errors';

/** Who may see something of a person, or do something to them. */
export type Audience = 'everyone' | 'contacts' | 'nobody';

const AUDIENCES: readonly string[] = ['everyone', 'contacts', 'nobody'] satisfies readonly Audience[];

/** Checks the name of an audience; throws `request.invalid`. `path` names the field it came in. */
export function parseAudience(path: string, value: string): Audience {
  if (AUDIENCES.includes(value)) return value as Audience;
  throw fail('request.invalid', { issues: [{ path, message: 'Must be everyone, contacts or nobody.' }] });
}

/** What a person (the subject) and somebody who looks at them (the viewer) are to each other. */
export interface Relation {
  readonly isSelf: boolean;
  /** The subject has the viewer among their contacts: what `contacts` in a privacy setting means. */
  readonly viewerIsContact: boolean;
  /** The viewer has the subject among their contacts. */
  readonly subjectIsContact: boolean;
  /** The viewer wrote down the subject's present phone number themselves. */
  readonly viewerKnowsPhone: boolean;
  readonly subjectBlockedViewer: boolean;
  readonly viewerBlockedSubject: boolean;
}

/** Whether the viewer is of the audience, and not blocked. One's own settings never hide anything from oneself. */
export function isVisible(audience: Audience, relation: Relation): boolean {
  if (relation.isSelf) return true;
  if (relation.subjectBlockedViewer) return false;
  return audience === 'everyone' || (audience === 'contacts' && relation.viewerIsContact);
}

/** Presence is hidden both ways by a block: who blocked somebody doesn't watch them either. */
export function isPresenceVisible(lastSeen: Audience, relation: Relation): boolean {
  return !relation.viewerBlockedSubject && isVisible(lastSeen, relation);
}

/**
 * A phone number is shown to who knows it already, and between two people who are each other's contacts. Adding a stranger as
 * a contact doesn't tell their number.
 */
export function isPhoneVisible(relation: Relation): boolean {
  if (relation.isSelf) return true;
  if (relation.subjectBlockedViewer || !relation.subjectIsContact) return false;
  return relation.viewerKnowsPhone || relation.viewerIsContact;
}

/** Whether the viewer may add the subject to a group. */
export function mayAddToGroup(groupAdd: Audience, relation: Relation): boolean {
  return !relation.viewerBlockedSubject && isVisible(groupAdd, relation);
}
