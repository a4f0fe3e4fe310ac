import { afterAll, beforeAll, expect, it } from 'vitest';
import { answer } from './answer.ts';
import type { Answer, Case } from './case.ts';
import { Choices } from './choices.ts';
import { sameAnswer } from './compare.ts';
import { makeCase } from './grammar/statements.ts';
import { Oracle } from './oracle.ts';
import { shrink } from './shrink.ts';

/** Cases are numbered from here; a failure names its number, and `Choices.seeded(number)` makes it again. */
const FIRST_SEED = 1_000_000;
const CASES = 20_000;
const BATCH = 500;

let oracle: Oracle;
beforeAll(() => {
  const python = process.env.INSITU_DBT_PYTHON;
  if (python === undefined) throw new Error('INSITU_DBT_PYTHON names the interpreter that has dbt; npm test sets it.');
  oracle = new Oracle(python);
});
afterAll(() => oracle.close());

interface Difference {
  readonly seed: number;
  readonly made: readonly number[];
}

async function compareBatch(first: number): Promise<Difference[]> {
  const cases = Array.from({ length: BATCH }, (_, index) => {
    const choices = Choices.seeded(first + index);
    return { seed: first + index, made: choices.made, each: makeCase(choices) };
  });
  const asked = cases.map(({ each }) => oracle.ask(each));
  const ours = cases.map(({ each }) => answer(each));
  const theirs = await Promise.all(asked);
  return cases.filter((_, index) => differ(ours[index], theirs[index]));
}

const differ = (ours: Answer | undefined, theirs: Answer | undefined): boolean =>
  ours === undefined || theirs === undefined || !sameAnswer(ours, theirs);

/** A difference as a person reads it: the simplest template that shows it, and what each side made of it. */
async function described({ seed, made }: Difference): Promise<string> {
  const fails = async (choices: readonly number[]): Promise<boolean> => {
    const each = makeCase(Choices.replayed(choices));
    return differ(answer(each), await oracle.ask(each));
  };
  const each: Case = makeCase(Choices.replayed(await shrink(made, fails)));
  const show = (value: unknown): string => JSON.stringify(value);
  return [
    `seed ${seed}, ${each.mode}: ${each.template}`,
    `  macros ${show(each.macros)} values ${show(each.values)}`,
    `  dbt    ${show(await oracle.ask(each))}`,
    `  Insitu ${show(answer(each))}`,
  ].join('\n');
}

it(`renders ${CASES} templates as dbt does`, { timeout: 600_000 }, async () => {
  const differences: Difference[] = [];
  for (let done = 0; done < CASES; done += BATCH) differences.push(...(await compareBatch(FIRST_SEED + done)));
  const texts: string[] = [];
  for (const difference of differences.slice(0, 25)) texts.push(await described(difference));
  expect(texts.join('\n\n')).toBe('');
});
