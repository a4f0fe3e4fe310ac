import { expect, test } from 'vitest';
import { sixDigits } from './hex.ts';

test('a colour that a minifier shortened has six digits again, others stay', () => {
  expect(sixDigits('#fff')).toBe('#ffffff');
  expect(sixDigits('#1Af')).toBe('#11AAff');
  expect(sixDigits('#16191b')).toBe('#16191b');
});
