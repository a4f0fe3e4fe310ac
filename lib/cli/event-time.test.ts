import { expect, it } from 'vitest';
import { eventTimeOf, sampleOf } from './event-time.ts';

const now = new Date('2024-03-31T10:00:00Z');
const told = (text: string) => {
  const { start, end } = sampleOf(text, now) ?? {};
  return [start?.toISOString().slice(0, 16), end?.toISOString().slice(0, 16)];
};

it.each([
  ['2 hours', '2024-03-31T08:00', '2024-03-31T10:00'],
  ['3 Days', '2024-03-28T10:00', '2024-03-31T10:00'],
  ['1 month', '2024-02-29T10:00', '2024-03-31T10:00'],
  ['1 year', '2023-03-31T10:00', '2024-03-31T10:00'],
  ["{'start': '2024-01-01', 'end': '2024-01-02T03:04:05'}", '2024-01-01T00:00', '2024-01-02T03:04'],
])('reads a sample: %s', (text, start, end) => {
  expect(told(text)).toEqual([start, end]);
});

it.each(['3', 'three days', '3 weeks', '3 days ago', '{start: 2024-01-01}', '{start: 2024-13-01, end: 2024-01-02}'])(
  'refuses a sample that is none: %s',
  (text) => {
    expect(() => sampleOf(text, now)).toThrow('--sample must');
  },
);

it('wants both ends of event time, in their order', () => {
  expect(eventTimeOf(undefined, undefined)).toBeUndefined();
  expect(() => eventTimeOf('2024-01-01', undefined)).toThrow('needs --event-time-end');
  expect(() => eventTimeOf(undefined, '2024-01-01')).toThrow('needs --event-time-start');
  expect(() => eventTimeOf('2024-01-02', '2024-01-01')).toThrow('must be before');
  expect(() => eventTimeOf('yesterday', '2024-01-01')).toThrow('a day or a time');
});
