import { expect, test } from 'bun:test';
import { daysBetween, makeFormat } from './format.ts';
import en from './locales/en.json';
import { makeTranslate } from './translate.ts';

const format = makeFormat('en-GB', makeTranslate('en', en));
const at = (text: string) => new Date(text).getTime();
const now = at('2026-03-11T09:00:00');

test('days are counted by the calendar, not by 24 hours', () => {
  expect(daysBetween(at('2026-03-10T23:59:00'), at('2026-03-11T00:01:00'))).toBe(1);
  expect(daysBetween(at('2026-03-11T00:00:00'), at('2026-03-11T23:59:00'))).toBe(0);
});

test('the brief form shortens with age', () => {
  expect(format.brief(at('2026-03-11T08:05:00'), now)).toBe('08:05');
  expect(format.brief(at('2026-03-10T08:05:00'), now)).toBe('Yesterday');
  expect(format.brief(at('2026-03-06T08:05:00'), now)).toBe('Friday');
  expect(format.brief(at('2026-03-04T08:05:00'), now)).toBe('04/03/2026');
});

test('the day form names the year only when it is another', () => {
  expect(format.day(at('2026-03-11T00:05:00'), now)).toBe('Today');
  expect(format.day(at('2026-01-03T08:05:00'), now)).toBe('3 January');
  expect(format.day(at('2024-01-03T08:05:00'), now)).toBe('3 January 2024');
});

test('a time in the future (a clock that runs ahead) is shown as a date, not as a weekday', () => {
  expect(format.brief(at('2026-03-13T08:05:00'), now)).toBe('13/03/2026');
});
