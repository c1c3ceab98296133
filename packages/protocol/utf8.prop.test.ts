import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { fitsBytes, utf8Length } from './utf8.ts';

const anyString = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);

test('utf8Length is what encoding the text gives', () => {
  fc.assert(fc.property(anyString, (text) => expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length)));
});

test('fitsBytes agrees with utf8Length at every limit', () => {
  fc.assert(fc.property(anyString, fc.nat(64), (text, max) => expect(fitsBytes(text, max)).toBe(utf8Length(text) <= max)));
});
