import { expect, it } from 'vitest';
import { JinjaError } from '../errors.ts';
import { Matcher } from './matcher.ts';
import { parseRegex } from './parse.ts';

const codes = (text: string): number[] => Array.from(text, (char) => char.codePointAt(0) ?? 0);
const search = (pattern: string, text: string) => new Matcher(parseRegex(pattern, 0), codes(text)).search(0);

it.each(['(a+)+$', '(a|aa)+$', '(a|a?)+$', '(.*a){25}$', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
  'gives up on %s, which tries too many ways',
  (pattern) => {
    expect(() => search(pattern, `${'a'.repeat(60)}!`)).toThrow(JinjaError);
  },
);

it('goes through a long text without deep recursion', () => {
  const text = `${'x'.repeat(300_000)}y`;
  expect(search('.*y', text)?.ends[0]).toBe(300_001);
  expect(search('[^y]+', text)?.ends[0]).toBe(300_000);
});

it('refuses a pattern nested too deep', () => {
  expect(() => parseRegex('('.repeat(10_000), 0)).toThrow(JinjaError);
});

it('passes over a long comment of a verbose pattern', () => {
  expect(search(`(?x) a # ${'(long '.repeat(60)}\n b`, 'ab')?.ends[0]).toBe(2);
});

it('takes several groups of flags for the whole pattern at its start, and none later', () => {
  expect(search('(?i)(?s)a.b', 'A\nB')?.ends[0]).toBe(3);
  expect(() => parseRegex('a(?i)b', 0)).toThrow(JinjaError);
  expect(() => parseRegex('(?i)a(?s)b', 0)).toThrow(JinjaError);
});
