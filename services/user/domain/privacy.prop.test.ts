import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { type Audience, isPhoneVisible, isPresenceVisible, isVisible, mayAddToGroup, type Relation } from './privacy.ts';

const audience = fc.constantFrom<Audience>('everyone', 'contacts', 'nobody');
const relation: fc.Arbitrary<Relation> = fc.record({
  isSelf: fc.constant(false),
  viewerIsContact: fc.boolean(),
  subjectIsContact: fc.boolean(),
  viewerKnowsPhone: fc.boolean(),
  subjectBlockedViewer: fc.boolean(),
  viewerBlockedSubject: fc.boolean(),
});

test('a blocked person sees nothing that can be hidden and adds nobody to a group', () => {
  fc.assert(
    fc.property(audience, relation, (to, other) => {
      const blocked = { ...other, subjectBlockedViewer: true };
      const allowed = [
        isVisible(to, blocked),
        isPresenceVisible(to, blocked),
        isPhoneVisible(blocked),
        mayAddToGroup(to, blocked),
      ];
      expect(allowed).toEqual([false, false, false, false]);
    }),
  );
});

test('a wider audience never hides what a narrower one shows', () => {
  const order: readonly Audience[] = ['nobody', 'contacts', 'everyone'];
  fc.assert(
    fc.property(relation, (other) => {
      for (const check of [isVisible, isPresenceVisible, mayAddToGroup]) {
        const shown = order.map((to) => Number(check(to, other)));
        expect(shown).toEqual(shown.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('nobody means nobody, and everyone everybody who is not blocked', () => {
  fc.assert(
    fc.property(relation, (other) => {
      expect(isVisible('nobody', other)).toBe(false);
      expect(isVisible('everyone', other)).toBe(!other.subjectBlockedViewer);
    }),
  );
});

test('one always sees oneself', () => {
  fc.assert(
    fc.property(audience, relation, (to, other) => {
      const self = { ...other, isSelf: true, viewerBlockedSubject: false };
      expect([isVisible(to, self), isPresenceVisible(to, self), isPhoneVisible(self)]).toEqual([true, true, true]);
    }),
  );
});

test('a phone number is never shown to who neither knows it nor is a contact of its owner', () => {
  fc.assert(
    fc.property(relation, (other) => {
      expect(isPhoneVisible({ ...other, viewerKnowsPhone: false, viewerIsContact: false })).toBe(false);
    }),
  );
});
