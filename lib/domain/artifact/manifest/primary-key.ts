import { recordOf } from '../../compile/config/read.ts';
import { isEnabled } from '../../compile/draft.ts';
import type { Resolved } from '../../compile/resolve.ts';
import { PyDict } from '../../jinja/values/collections.ts';
import { toJs } from '../../jinja/values/convert.ts';
import type { Json } from './types.ts';

/**
 * The columns that identify a row: by constraint, by unique and not_null tests, or by unique alone. Tests that are
 * switched off tell it too, by unique alone only where none is on.
 */
export function primaryKey(constraints: readonly Json[], columns: Json, tests: readonly Resolved[]): string[] {
  const key = constraints.find(({ type }) => type === 'primary_key');
  if (key !== undefined) return Array.isArray(key.columns) ? key.columns.map(String) : [];
  const constrained = Object.entries(columns).find(([, column]) => isKey(column));
  if (constrained !== undefined) return [constrained[0]];
  const unique = new Set<string>();
  const uniqueOff = new Set<string>();
  const present = new Set<string>();
  for (const { draft } of tests) {
    const name = draft.genericTest?.name;
    const set = name === 'not_null' ? present : isUnique(name) ? (isEnabled(draft) ? unique : uniqueOff) : undefined;
    for (const column of columnsOf(draft.properties.kwargs)) set?.add(column);
  }
  const both = [...present].filter((column) => unique.has(column) || uniqueOff.has(column));
  return [both, [...unique], [...uniqueOff]].find(({ length }) => length > 0) ?? [];
}

const isUnique = (name: string | undefined): boolean => name === 'unique' || name === 'unique_combination_of_columns';

function isKey(column: unknown): boolean {
  const { constraints } = recordOf(column);
  return Array.isArray(constraints) && constraints.some((each) => recordOf(each).type === 'primary_key');
}

function columnsOf(kwargs: unknown): string[] {
  const given = kwargs instanceof PyDict ? recordOf(toJs(kwargs)) : {};
  if (typeof given.column_name === 'string') return [given.column_name];
  const combined = given.combination_of_columns;
  return Array.isArray(combined) ? combined.filter((column) => typeof column === 'string') : [];
}
