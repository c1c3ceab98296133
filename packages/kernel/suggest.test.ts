import { expect, test } from 'bun:test';
import { didYouMean, suggest } from './suggest.ts';

test('the nearest word is suggested, however it is capitalised', () => {
  expect(suggest('PARLEY_PROT', ['PARLEY_PORT', 'PARLEY_HOST'])).toBe('PARLEY_PORT');
  expect(suggest('Gatway', ['realtime', 'gateway'])).toBe('gateway');
});

test('nothing is suggested for a word that is like none', () => {
  expect(suggest('banana', ['port', 'data-dir'])).toBeUndefined();
  expect(didYouMean('banana', ['port'])).toBe('');
});
