import { compare, equal } from '../../jinja/values/compare.ts';
import { represent, toText } from '../../jinja/values/text.ts';
import { PyObject, type Value } from '../../jinja/values/value.ts';
import type { Table } from '../context/agate.ts';

/** A cell as Python prints it, and as it represents itself; null is NULL. */
export type UnitCell = { readonly text: string; readonly repr: string } | null;
export type UnitRow = readonly UnitCell[];

/** What a model gave on the given rows, and what was expected of it; both in one order. */
export interface UnitRows {
  readonly columns: readonly string[];
  readonly actual: readonly UnitRow[];
  readonly expected: readonly UnitRow[];
  /** The compiled query. */
  readonly sql: string;
}

/** The two sides of the result of the materialization `unit`, whose last column says which is which. */
export function unitRows(table: Table, sql: string): UnitRows {
  const side = (name: string): UnitRow[] =>
    table.cells
      .filter((row) => row.at(-1) === name)
      .map((row) => row.slice(0, -1))
      .toSorted(byCells)
      .map((row) => row.map(cellOf));
  return { columns: table.names.slice(0, -1), actual: side('actual'), expected: side('expected'), sql };
}

/** dbt's order: cell by cell, NULL last. */
function byCells(a: readonly Value[], b: readonly Value[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null;
    if (left === null || right === null) {
      if (left !== right) return left === null ? 1 : -1;
    } else if (!equal(left, right)) return compare(left, right);
  }
  return 0;
}

function cellOf(value: Value): UnitCell {
  if (value === null) return null;
  const text = toText(value);
  if (typeof value === 'boolean') return { text, repr: value ? 'true' : 'false' };
  return { text, repr: value instanceof PyObject ? represent(value) : text };
}
