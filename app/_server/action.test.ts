import { expect, it } from 'vitest';
import { z } from 'zod';
import { taskFields } from '#lib/contracts/task.ts';
import { invalid } from './action.ts';

const wordsOf = (schema: z.ZodType, input: unknown): string => {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error('it is right');
  return invalid(error).message;
};

it('says what is wrong in words for a person, and names the place where the words are the reader’s own', () => {
  const fields = z.object({ fields: taskFields });
  expect(wordsOf(fields, { fields: { due: '9999-12-31' } })).toBe('A due date lies between 2000 and 2099.');
  expect(wordsOf(fields, { fields: { title: 'x'.repeat(10_000) } })).toBe('A title has 200 characters at most.');
  expect(wordsOf(fields, { fields: { title: 7 } })).toMatch(/^fields\.title: .*string/);
});
