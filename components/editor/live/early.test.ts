import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OffsetEdit } from './binding.ts';
import { earlyEdits } from './early.ts';

const apply = (text: string, edits: readonly OffsetEdit[]): string =>
  [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce((now, { offset, length, text: put }) => now.slice(0, offset) + put + now.slice(offset + length), text);
const merge = (base: string, typed: string, now: string) => apply(now, earlyEdits(base, typed, now));

test('typing over a text that nobody changed is the typed text', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (base, typed) => merge(base, typed, base) === typed));
});

test('nothing typed leaves the server’s text', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (base, now) => merge(base, base, now) === now));
});

test('what two wrote at different places stands both', () => {
  expect(merge('select a from t', 'select a, b from t', 'select a from t where c')).toBe('select a, b from t where c');
  expect(merge('select a from t', 'select a from t limit 5', '-- note\nselect a from t')).toBe(
    '-- note\nselect a from t limit 5',
  );
});

test('what two wrote at one place stands both, and nobody deletes what the other wrote', () => {
  expect(merge('one two three', 'one 2 three', 'one zwei three')).toBe('one zwei2 three');
  expect(merge('one two three', 'one', 'one two and a half three')).toContain('and a half');
});
