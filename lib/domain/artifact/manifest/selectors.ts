import type { Compilation } from '../../../contracts/compilation.ts';
import { ProblemError } from '../../../contracts/problem.ts';
import { recordOf } from '../../compile/config/read.ts';
import { parseCriterion } from '../../graph/index.ts';
import type { Json } from './types.ts';

type Told = Readonly<Record<string, Json>>;

/** Selectors as dbt tells them: short forms written out, and those that name one before them with its definition. */
export function manifestSelectors(selectors: Compilation['selectors'] = {}): Told {
  const told: Record<string, Json> = {};
  for (const [name, selector] of Object.entries(selectors))
    told[name] = { ...selector, definition: definitionOf(selector.definition, told) };
  return told;
}

function definitionOf(written: unknown, before: Told): unknown {
  if (typeof written === 'string') return criterionOf(written);
  const { union, intersection, ...rest } = recordOf(written);
  if (Array.isArray(union)) return { union: union.map((each) => definitionOf(each, before)) };
  if (Array.isArray(intersection)) return { intersection: intersection.map((each) => definitionOf(each, before)) };
  const [first, ...more] = Object.entries(rest);
  if (first === undefined) return written;
  const [key, value] = first;
  if (key === 'exclude' && Array.isArray(value)) return { exclude: value.map((each) => definitionOf(each, before)) };
  if (more.length === 0) return { method: key, value };
  // Only where `method` stands first: of another order dbt keeps the name.
  return key === 'method' && value === 'selector' ? before[String(rest.value)]?.definition : written;
}

/** One criterion written out; what has no meaning stays as it is, and is refused where it is chosen by. */
function criterionOf(text: string): unknown {
  try {
    const { method, argument, value, childrensParents, up, down } = parseCriterion(text);
    return {
      ...(childrensParents ? { childrens_parents: true } : {}),
      ...steps('parents', up),
      method: [method, ...argument].join('.'),
      value,
      ...steps('children', down),
    };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return text;
  }
}

const steps = (name: 'parents' | 'children', depth: number): Json => ({
  ...(depth > 0 ? { [name]: true } : {}),
  ...(depth > 0 && Number.isFinite(depth) ? { [`${name}_depth`]: String(depth) } : {}),
});
