import { ProblemError } from '#lib/contracts/problem.ts';
import { didYouMean } from '../../../contracts/near.ts';
import { isMethod, METHOD_NAMES } from './methods.ts';
import type { Criterion } from './selection.ts';

const CRITERION = /^(@)?(?:(\d*)(\+))?(?:([\w.]+):)?(.*?)(?:(\+)(\d*))?$/s;

/**
 * Parses one criterion.
 * @throws ProblemError when it has no meaning
 */
export function parseCriterion(text: string): Criterion {
  const match = CRITERION.exec(text);
  const [, at, upDepth, up, method, value = '', down, downDepth] = match ?? [];
  if (match === null || value === '' || (at !== undefined && down !== undefined)) throw invalid(text);
  return {
    type: 'criterion',
    ...methodOf(method ?? impliedMethod(value)),
    value,
    childrensParents: at !== undefined,
    up: depth(up, upDepth),
    down: depth(down, downDepth),
  };
}

const depth = (plus: string | undefined, digits: string | undefined): number =>
  plus === undefined ? 0 : digits === undefined || digits === '' ? Number.POSITIVE_INFINITY : Number(digits);

/** A method as written, `config.meta.owner`, with its name checked. */
export function methodOf(written: string): Pick<Criterion, 'method' | 'argument'> {
  const [method = '', ...argument] = written.split('.');
  if (isMethod(method)) return { method, argument };
  throw new ProblemError({
    code: 'select.method',
    message: `There is no selection method "${written}".`,
    remedy: didYouMean(method, METHOD_NAMES) ?? `Methods are ${METHOD_NAMES.join(', ')}.`,
  });
}

/** The method meant when none is written: a path, a file, or a name. */
export function impliedMethod(value: string): string {
  if (value.includes('/')) return 'path';
  return /\.(sql|py|csv)$/i.test(value) ? 'file' : 'fqn';
}

const invalid = (text: string): ProblemError =>
  new ProblemError({
    code: 'select.syntax',
    message: `"${text}" is not a selection.`,
    remedy: 'Write a name, +name, name+, 2+name+1, @name, tag:…, path:… or config.materialized:….',
  });
